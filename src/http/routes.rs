//! A list of addresses and methods, of which the router is made: what is held against a table of who may do what cannot
//! leave one out.

use axum::Router;
use axum::handler::Handler;
use axum::http::Method;
use axum::routing::{MethodFilter, MethodRouter};

use super::App;

/// Addresses with what answers them.
#[derive(Default)]
pub(super) struct Routes {
    router: Router<App>,
    listed: Vec<(Method, &'static str)>,
}

/// The methods of one address.
pub(super) struct Methods {
    router: MethodRouter<App>,
    listed: Vec<Method>,
}

/// Answers `GET`, and `HEAD` with it.
pub(super) fn get<H: Handler<T, App>, T: 'static>(handler: H) -> Methods {
    Methods::none().on(Method::GET, MethodFilter::GET, handler)
}

/// Answers `POST`.
pub(super) fn post<H: Handler<T, App>, T: 'static>(handler: H) -> Methods {
    Methods::none().post(handler)
}

impl Methods {
    fn none() -> Self {
        Self { router: MethodRouter::new(), listed: Vec::new() }
    }

    /// Answers `POST` as well.
    pub(super) fn post<H: Handler<T, App>, T: 'static>(self, handler: H) -> Self {
        self.on(Method::POST, MethodFilter::POST, handler)
    }

    /// Answers `DELETE` as well.
    pub(super) fn delete<H: Handler<T, App>, T: 'static>(self, handler: H) -> Self {
        self.on(Method::DELETE, MethodFilter::DELETE, handler)
    }

    fn on<H: Handler<T, App>, T: 'static>(mut self, method: Method, filter: MethodFilter, handler: H) -> Self {
        self.listed.push(method);
        Self { router: self.router.on(filter, handler), listed: self.listed }
    }
}

impl Routes {
    /// Adds an address.
    pub(super) fn route(mut self, path: &'static str, methods: Methods) -> Self {
        self.listed.extend(methods.listed.into_iter().map(|method| (method, path)));
        Self { router: self.router.route(path, methods.router), listed: self.listed }
    }

    /// The router of all of them.
    pub(super) fn into_router(self) -> Router<App> {
        self.router
    }

    /// Every method and address.
    pub(super) fn into_list(self) -> Vec<(Method, &'static str)> {
        self.listed
    }
}
