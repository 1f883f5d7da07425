//! Two who talk: each writes to the other, and each message is followed until it is done.

use std::cell::Cell;
use std::collections::VecDeque;
use std::rc::Rc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};
use tokio::sync::mpsc;

use crate::frame::{self, Heard, Side};
use crate::socket::Socket;

/// A visitor and an agent, each with a socket.
#[derive(Debug)]
pub(crate) struct Pair {
    visitor: End,
    agent: End,
    /// Whether the server acknowledges what it takes.
    acknowledged: bool,
}

/// One end of a pair: its socket, and how far what was sent from here has come.
#[derive(Debug)]
struct End {
    side: Side,
    socket: Socket,
    /// The agent names it in every message.
    conversation: Option<String>,
    sent: u64,
    acknowledged: u64,
    arrived: u64,
    counted: u64,
}

impl End {
    fn new(side: Side, socket: Socket, conversation: Option<String>) -> Self {
        Self { side, socket, conversation, sent: 0, acknowledged: 0, arrived: 0, counted: 0 }
    }

    /// How many of the messages from here are done.
    fn done(&self, with_acknowledgement: bool) -> u64 {
        if with_acknowledgement { self.arrived.min(self.acknowledged) } else { self.arrived }
    }

    async fn feed(&mut self) -> Result<()> {
        self.sent += 1;
        self.socket.feed(frame::say(self.side, self.conversation.as_deref(), self.sent)).await
    }
}

/// What has come of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Acknowledged(Side, u64),
    Arrived(Side, u64),
}

/// How long messages took from the moment at which they should have been sent.
#[derive(Debug, Default)]
pub(crate) struct Taken {
    /// Until the sender had the acknowledgement.
    pub(crate) acknowledged: Vec<Duration>,
    /// Until the other one had the message.
    pub(crate) arrived: Vec<Duration>,
}

impl Taken {
    /// Adds what another pair has measured.
    pub(crate) fn append(&mut self, other: Self) {
        self.acknowledged.extend(other.acknowledged);
        self.arrived.extend(other.arrived);
    }
}

/// An order to write, with the moment that it is measured from; none while everything warms up.
pub(crate) type Order = (Side, Option<Instant>);

impl Pair {
    /// Two sockets in one conversation. `conversation` is what the agent names it.
    pub(crate) fn new(visitor: Socket, agent: Socket, conversation: Option<String>, acknowledged: bool) -> Self {
        let visitor = End::new(Side::Visitor, visitor, None);
        Self { visitor, agent: End::new(Side::Agent, agent, conversation), acknowledged }
    }

    /// Both write as soon as fewer than `window` of their messages are under way, until `end`. Counts in `done` each
    /// message that has arrived and, where the server acknowledges, was acknowledged. Gives the pair back, with what is still
    /// under way.
    pub(crate) async fn chatter(mut self, window: u64, end: Instant, done: Rc<Cell<u64>>) -> Result<Self> {
        self.fill(window).await?;
        let end = tokio::time::sleep_until(end.into());
        tokio::pin!(end);
        loop {
            let step = tokio::select! {
                biased;
                step = self.step() => step?,
                () = &mut end => return Ok(self),
            };
            if step.is_some() {
                done.set(done.get() + self.newly_done());
                self.fill(window).await?;
            }
        }
    }

    /// Writes what it is ordered to, until the orders end and everything that was sent is done.
    pub(crate) async fn obey(
        mut self,
        mut orders: mpsc::UnboundedReceiver<Order>,
        patience: Duration,
    ) -> Result<Taken> {
        let mut taken = Taken::default();
        let mut under_way = [Waiting::default(), Waiting::default()];
        loop {
            tokio::select! {
                order = orders.recv() => {
                    let Some((side, due)) = order else { break };
                    let end = self.end(side);
                    end.feed().await?;
                    end.socket.flush().await?;
                    under_way[index(side)].sent(due);
                }
                step = self.step() => note(step?, &mut under_way, &mut taken),
            }
        }
        let rest = async {
            while !self.is_done() {
                note(self.step().await?, &mut under_way, &mut taken);
            }
            Ok(taken)
        };
        tokio::time::timeout(patience, rest).await.context("messages were not answered in time")?
    }

    fn end(&mut self, side: Side) -> &mut End {
        match side {
            Side::Visitor => &mut self.visitor,
            Side::Agent => &mut self.agent,
        }
    }

    fn is_done(&self) -> bool {
        [&self.visitor, &self.agent].into_iter().all(|end| end.done(self.acknowledged) == end.sent)
    }

    /// How many messages are done since this was last asked.
    fn newly_done(&mut self) -> u64 {
        let mut new = 0;
        for end in [&mut self.visitor, &mut self.agent] {
            let done = end.done(self.acknowledged);
            new += done - end.counted;
            end.counted = done;
        }
        new
    }

    async fn fill(&mut self, window: u64) -> Result<()> {
        for end in [&mut self.visitor, &mut self.agent] {
            let (before, full) = (end.sent, end.done(self.acknowledged) + window);
            while end.sent < full {
                end.feed().await?;
            }
            if end.sent > before {
                end.socket.flush().await?;
            }
        }
        Ok(())
    }

    /// The next frame at either end, and what it says about a message. May be dropped and called again.
    async fn step(&mut self) -> Result<Option<Step>> {
        let (here, frame) = tokio::select! {
            frame = self.visitor.socket.next() => (Side::Visitor, frame?),
            frame = self.agent.socket.next() => (Side::Agent, frame?),
        };
        match frame::heard(&frame) {
            // Number 0 is what the conversation began with.
            Heard::Acknowledged(0) | Heard::Said(_, 0) | Heard::Other => Ok(None),
            Heard::Acknowledged(number) => {
                let end = self.end(here);
                follows(end.acknowledged, number, "acknowledgement")?;
                end.acknowledged = number;
                Ok(Some(Step::Acknowledged(here, number)))
            }
            Heard::Said(from, _) if from == here => Ok(None),
            Heard::Said(from, number) => {
                let end = self.end(from);
                follows(end.arrived, number, "message")?;
                end.arrived = number;
                Ok(Some(Step::Arrived(from, number)))
            }
            Heard::Refused(frame) => bail!("the server refused: {frame}"),
        }
    }
}

/// A relay that loses, doubles or turns around is not worth measuring.
fn follows(last: u64, number: u64, what: &str) -> Result<()> {
    ensure!(number == last + 1, "{what} {number} came after {last}");
    Ok(())
}

/// When the messages of one side should have been sent, from the first that is not done.
#[derive(Debug, Default)]
struct Waiting {
    due: VecDeque<Option<Instant>>,
    first: u64,
    acknowledged: u64,
    arrived: u64,
}

impl Waiting {
    fn sent(&mut self, due: Option<Instant>) {
        self.due.push_back(due);
    }

    fn due(&self, number: u64) -> Option<Instant> {
        let index = usize::try_from(number.checked_sub(self.first + 1)?).ok()?;
        self.due.get(index).copied().flatten()
    }

    fn forget(&mut self) {
        while self.first < self.acknowledged.min(self.arrived) {
            self.due.pop_front();
            self.first += 1;
        }
    }
}

fn index(side: Side) -> usize {
    match side {
        Side::Visitor => 0,
        Side::Agent => 1,
    }
}

fn note(step: Option<Step>, under_way: &mut [Waiting; 2], taken: &mut Taken) {
    let Some(step) = step else { return };
    let (Step::Acknowledged(side, number) | Step::Arrived(side, number)) = step;
    let waiting = &mut under_way[index(side)];
    let due = waiting.due(number);
    let (last, durations) = match step {
        Step::Acknowledged(..) => (&mut waiting.acknowledged, &mut taken.acknowledged),
        Step::Arrived(..) => (&mut waiting.arrived, &mut taken.arrived),
    };
    *last = number;
    durations.extend(due.map(|due| due.elapsed()));
    waiting.forget();
}
