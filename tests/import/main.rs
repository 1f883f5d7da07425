//! A website is imported: what comes in, what an editor keeps, and what is asked of the server on the way.

mod editors;
mod program;
mod site;
mod website;
