//! A desk for tests that reads like the story: [`TestDesk`], [`VisitorClient`], [`AgentClient`].

mod agent;
mod desk;
mod http;
mod moments;
mod office;
mod poller;
mod program;
mod protocol;
mod visitor;
mod wire;

pub(crate) use agent::AgentClient;
pub(crate) use desk::TestDesk;
pub(crate) use http::{Answer, Http, routes};
pub(crate) use moments::*;
pub(crate) use office::Office;
pub(crate) use poller::PollClient;
pub(crate) use program::Program;
pub(crate) use protocol::Side;
pub(crate) use visitor::VisitorClient;
pub(crate) use wire::{PATIENCE, Wire, texts};
