//! How many of something each address has, as [it is counted](super::origin::counted).

use std::collections::HashMap;
use std::net::IpAddr;

/// Counts by address. An address that has none takes no room.
#[derive(Debug, Default)]
pub(super) struct PerAddress(HashMap<IpAddr, usize>);

impl PerAddress {
    /// How many an address has.
    pub(super) fn of(&self, address: IpAddr) -> usize {
        self.0.get(&address).copied().unwrap_or(0)
    }

    /// One more.
    pub(super) fn take(&mut self, address: IpAddr) {
        *self.0.entry(address).or_default() += 1;
    }

    /// One fewer.
    pub(super) fn give_back(&mut self, address: IpAddr) {
        if let Some(count) = self.0.get_mut(&address) {
            *count -= 1;
            if *count == 0 {
                self.0.remove(&address);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_has_given_everything_back_is_forgotten() {
        let (here, there) = (IpAddr::from([192, 0, 2, 1]), IpAddr::from([192, 0, 2, 2]));
        let mut counts = PerAddress::default();
        for address in [here, there, here] {
            counts.take(address);
        }
        counts.give_back(here);
        assert_eq!((counts.of(here), counts.of(there)), (1, 1));
        counts.give_back(here);
        counts.give_back(here);
        assert_eq!((counts.of(here), counts.of(there), counts.0.len()), (0, 1, 1));
    }
}
