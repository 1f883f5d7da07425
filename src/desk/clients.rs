//! Which ids the clients of a conversation have used, and the number that each got.

use std::collections::HashMap;

use crate::conversation::{Client, Seq};

/// Ids with their numbers, in the order of the ids. Thousands of conversations are in use at once and most of them have
/// one or two ids: a table would cost each of them five times what these take.
#[derive(Debug, Default)]
pub(super) struct Clients(Vec<(Client, Seq)>);

impl Clients {
    /// The number that an id got.
    pub(super) fn get(&self, client: &Client) -> Option<Seq> {
        self.place(client).ok().map(|at| self.0[at].1)
    }

    /// Notes what number an id got; the first one stays.
    pub(super) fn insert(&mut self, client: Client, seq: Seq) {
        let Err(at) = self.place(&client) else { return };
        if self.0.len() == self.0.capacity() {
            self.0.reserve_exact(self.0.len().max(1));
        }
        self.0.insert(at, (client, seq));
    }

    /// Notes what the store knows.
    pub(super) fn extend(&mut self, clients: HashMap<Client, Seq>) {
        for (client, seq) in clients {
            self.insert(client, seq);
        }
    }

    fn place(&self, client: &Client) -> Result<usize, usize> {
        self.0.binary_search_by(|(known, _)| known.cmp(client))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conversation::ClientId;

    #[test]
    fn each_id_keeps_the_number_that_it_got_first() {
        let client = |id: &str| Client::new(None, &ClientId::new(id).expect("an id"));
        let mut clients = Clients::default();
        for number in 1..=100 {
            clients.insert(client(&number.to_string()), Seq(number));
        }
        clients.extend(HashMap::from([(client("7"), Seq(700)), (client("x"), Seq(101))]));
        let numbers = (1..=100).map(|number| clients.get(&client(&number.to_string())));
        assert!(numbers.eq((1..=100).map(|number| Some(Seq(number)))));
        assert_eq!((clients.get(&client("x")), clients.get(&client("y"))), (Some(Seq(101)), None));
    }
}
