//! Which ids the clients of a conversation have used, and the number that each got.

use std::collections::HashMap;

use crate::conversation::{Client, IdMap, Seq};

/// Ids with their numbers. Thousands of conversations are in use at once and most of them have one or two ids: a table
/// would cost each of them five times what a list takes. A long list would cost its conversation time instead.
#[derive(Debug)]
pub(super) enum Clients {
    /// As they came.
    Few(Vec<(Client, Seq)>),
    /// More than [`FEW`].
    Many(IdMap<Client, Seq>),
}

/// The longest list that is walked.
const FEW: usize = 16;

impl Default for Clients {
    fn default() -> Self {
        Self::Few(Vec::new())
    }
}

impl Clients {
    /// The number that an id got.
    pub(super) fn get(&self, client: &Client) -> Option<Seq> {
        match self {
            Self::Few(list) => list.iter().find(|(known, _)| known == client).map(|(_, seq)| *seq),
            Self::Many(table) => table.get(client).copied(),
        }
    }

    /// Notes what number an id got; the first one stays.
    pub(super) fn insert(&mut self, client: Client, seq: Seq) {
        match self {
            Self::Few(_) if self.get(&client).is_some() => {}
            Self::Few(list) if list.len() == FEW => {
                *self = Self::Many(list.drain(..).chain([(client, seq)]).collect());
            }
            Self::Few(list) => {
                if list.len() == list.capacity() {
                    list.reserve_exact(list.len().max(1));
                }
                list.push((client, seq));
            }
            Self::Many(table) => {
                table.entry(client).or_insert(seq);
            }
        }
    }

    /// Notes what the store knows.
    pub(super) fn extend(&mut self, clients: HashMap<Client, Seq>) {
        for (client, seq) in clients {
            self.insert(client, seq);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conversation::ClientId;

    #[test]
    fn each_id_keeps_the_number_that_it_got_first() {
        let client = |id: &str| Client::new(None, ClientId::new(id).expect("an id"));
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
