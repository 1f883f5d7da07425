//! The real server over real sockets, with a clock moved by hand: one file a promise.

mod support;

mod clock_set;
mod access;
mod closing_time;
mod content_gaps;
mod crisis_notice;
mod danger;
mod embedding;
mod figures;
mod files;
mod handover;
mod kill;
mod languages;
mod live_pages;
mod long_log;
mod look;
mod one_order;
mod owed_answers;
mod paused;
mod personal_numbers;
mod polling;
mod rating;
mod receipt;
mod refusals;
mod restart;
mod restore;
mod sign_in_bounds;
mod sign_in_memory;
mod signing_in;
mod signs;
mod slow_reader;
mod soak;
mod staff_only;
mod the_assistant;
mod the_protocol;
