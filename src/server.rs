//! The server as a whole: the only place that puts everything together.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result};
#[cfg(target_os = "linux")]
use socket2::SockRef;
use tokio::net::TcpListener;
use tracing::{error, info, warn};

use crate::access::password::Cost;
use crate::bus::Bus;
use crate::clock::Clock;
use crate::config::{RoutingMode, Settings};
use crate::desk::assistant::AssistantSettings;
use crate::desk::files::FileRules;
use crate::desk::{Assistant, Desk, DeskRules, Pace, Parts, ReceiptRules, StaffRules};
use crate::http::{self, App, Buffers, Doors, Fixed, Look, Pages, Patience, Polls, SocketLimits, Sockets};
use crate::jobs;
use crate::lifecycle::Lifecycle;
use crate::privacy::RetentionRule;
use crate::routing::clock::ClockRules;
use crate::routing::{Mode, Rules};
use crate::store::{Store, StoreOptions};
use crate::telemetry::Metrics;
use crate::web::{self, Loader, Loaders};

/// Whoever collects figures asks every few seconds.
const METRICS_CONNECTIONS: usize = 16;

/// How a server is started, besides its settings.
#[derive(Debug, Clone, Default)]
pub struct Start {
    /// Whether it shows the demonstration.
    pub demo: bool,
    /// The program whose command `index` builds indexes, so that this process need not; none when it has to.
    pub indexer: Option<PathBuf>,
}

/// A server that runs.
pub struct Server {
    /// Where it listens.
    pub address: SocketAddr,
    /// The origin that browsers know it by.
    pub origin: String,
    /// Where its figures are read, if they are.
    pub metrics: Option<SocketAddr>,
    /// What people can do.
    pub desk: Desk,
    /// Where everything is kept.
    pub store: Store,
    life: Lifecycle,
    grace: Duration,
}

impl Server {
    /// Starts a server: store, knowledge, desk, jobs, listeners. It takes visitors when this returns.
    ///
    /// # Errors
    /// When the store cannot be opened, the address is taken, or the knowledge folder cannot be read.
    pub async fn start(settings: Settings, clock: Clock, start: Start) -> Result<Self> {
        let Start { demo, indexer } = start;
        let life = Lifecycle::new();
        let data = settings.server.data.clone();
        std::fs::create_dir_all(&data)
            .with_context(|| format!("the data directory {} cannot be made", data.display()))?;
        let metrics = Metrics::new();
        let store = Store::open(&data.join(&settings.store.file), store_options(&settings))?;
        // The store knows nothing of figures; it only says what it has committed.
        store.on_commit({
            let metrics = metrics.clone();
            move |appends| metrics.batch_committed(appends)
        });
        let assistant = Assistant::open(assistant_settings(&settings, &data, indexer)).await?;
        let desk = Desk::new(Parts {
            store: store.clone(),
            bus: Bus::default(),
            clock: clock.clone(),
            life: life.clone(),
            schedule: Arc::new(settings.schedule()?),
            assistant: assistant.clone(),
            metrics: metrics.clone(),
            rules: desk_rules(&settings, demo),
        });
        desk.restore().await?;
        let listener = listen(settings.server.listen).await?;
        let address = listener.local_addr()?;
        let origin = origin(&settings, address);
        let sockets = Sockets::new(socket_limits(&settings), clock.clone());
        let grace = Duration::from_secs(settings.server.shutdown_grace_s.into());
        let patience = patience(&settings);
        let metrics_address = start_metrics(&settings, &metrics, &life, patience).await?;
        start_jobs(&settings, &desk, &store, &clock, &life);
        if settings.meaning.file().is_some() {
            let meaning = jobs::Meaning { assistant: assistant.clone(), clock: clock.clone() };
            life.spawn(meaning.run(life.stopping()));
        }
        let pages = jobs::Pages { desk: desk.clone(), assistant, clock: clock.clone() };
        life.spawn(pages.run(life.stopping()));
        life.spawn(sockets.clone().keep(life.clone()));
        let look = Look::new(settings.look.stylesheet(), settings.look.read_logo()?.as_ref());
        let doors = doors(&settings);
        let app = App {
            desk: desk.clone(),
            life: life.clone(),
            sockets,
            metrics,
            fixed: Arc::new(Fixed {
                pages: Pages::new(&settings, &origin, loaders(&settings), &look, demo),
                look,
                uploads: tokio::sync::Semaphore::new(settings.files.at_once),
                buffers: Buffers {
                    read: settings.limits.read_buffer_bytes,
                    message: settings.limits.frame_bytes,
                    queued: settings.limits.queued_bytes,
                },
                origin: origin.clone(),
                polls: Polls::default(),
                settings,
            }),
        };
        life.spawn(http::serve(listener, http::router(app), life.clone(), doors, patience));
        life.set_ready();
        tokio::task::spawn_blocking(web::prepare);
        info!(%address, %origin, "ready");
        Ok(Self { address, origin, metrics: metrics_address, desk, store, life, grace })
    }

    /// Runs until somebody asks to stop or a task crashes; then lets everybody go in good order.
    ///
    /// # Errors
    /// When a task crashed.
    pub async fn run(self) -> Result<()> {
        let stopping = self.life.stopping();
        tokio::select! {
            () = stopping.cancelled() => {}
            () = asked_to_stop() => info!("asked to stop"),
        }
        self.stop().await
    }

    /// Stops: readiness turns false, no new sockets, `bye` to every one that is open, and the store is closed last.
    ///
    /// # Errors
    /// When a task crashed.
    pub async fn stop(self) -> Result<()> {
        self.life.stop();
        if !self.life.ended(self.grace).await {
            error!("some tasks did not end in time");
        }
        self.store.close();
        info!("stopped");
        anyhow::ensure!(!self.life.has_crashed(), "a task crashed");
        Ok(())
    }
}

/// So long the kernel keeps what nobody takes, also after the connection was cut here: 500 readers that took nothing left 377 MiB
/// with it for as long as they liked.
#[cfg(target_os = "linux")]
const KERNEL_WAITS: Duration = Duration::from_mins(1);

/// Listens. What is accepted inherits how long the kernel waits.
async fn listen(address: SocketAddr) -> Result<TcpListener> {
    let listener = TcpListener::bind(address).await.with_context(|| {
        format!("{address} cannot be listened on. Is another server running there? --listen takes another address")
    })?;
    #[cfg(target_os = "linux")]
    SockRef::from(&listener).set_tcp_user_timeout(Some(KERNEL_WAITS)).context("the time that the kernel waits")?;
    Ok(listener)
}

fn origin(settings: &Settings, address: SocketAddr) -> String {
    match &settings.server.public_url {
        Some(url) => url.as_str().to_owned(),
        None => crate::config::WebOrigin::of_listener(address).as_str().to_owned(),
    }
}

async fn start_metrics(
    settings: &Settings,
    metrics: &Metrics,
    life: &Lifecycle,
    patience: Patience,
) -> Result<Option<SocketAddr>> {
    let Some(address) = settings.server.metrics_listen else { return Ok(None) };
    let listener = listen(address).await?;
    let address = listener.local_addr()?;
    info!(%address, "metrics");
    let doors = Doors::new(METRICS_CONNECTIONS, Vec::new());
    life.spawn(http::serve(listener, http::metrics_router(metrics.clone()), life.clone(), doors, patience));
    Ok(Some(address))
}

fn start_jobs(settings: &Settings, desk: &Desk, store: &Store, clock: &Clock, life: &Lifecycle) {
    let (stop, desk) = (life.stopping(), || desk.clone());
    life.spawn(jobs::Tick { desk: desk(), clock: clock.clone() }.run(stop.clone()));
    life.spawn(jobs::Sessions { desk: desk(), clock: clock.clone() }.run(stop.clone()));
    life.spawn(jobs::Silence { desk: desk(), clock: clock.clone() }.run(stop.clone()));
    let warn_below = settings.store.warn_below_free_percent;
    life.spawn(jobs::Disk { desk: desk(), clock: clock.clone(), warn_below }.run(stop.clone()));
    let (rule, hour) = (retention_rule(settings), settings.privacy.disposal_hour);
    let disposal = jobs::Disposal { store: store.clone(), clock: clock.clone(), rule, hour };
    life.spawn(disposal.run(stop));
}

/// Websites that name a version of the script are served it after an upgrade as well, from the data directory.
fn loaders(settings: &Settings) -> Loaders {
    let folder = settings.server.data.join("widget");
    let current = Loader::with(&settings.of_loader());
    Loaders::keep(current.clone(), &folder).unwrap_or_else(|error| {
        let folder = folder.display();
        warn!(%error, "{folder} cannot be read and written: earlier versions of the website's script are not served");
        Loaders::only(current)
    })
}

/// SIGTERM or Ctrl-C.
async fn asked_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut term) => {
            tokio::select! {
                _ = term.recv() => {}
                _ = tokio::signal::ctrl_c() => {}
            }
        }
        Err(_) => {
            let _ = tokio::signal::ctrl_c().await;
        }
    }
}

fn seconds(seconds: u32) -> chrono::Duration {
    chrono::Duration::seconds(seconds.into())
}

fn store_options(settings: &Settings) -> StoreOptions {
    let store = &settings.store;
    StoreOptions {
        readers: store.readers,
        busy: Duration::from_millis(store.busy_ms.into()),
        waiting: store.waiting,
        batch: store.batch,
    }
}

fn assistant_settings(settings: &Settings, data: &Path, indexer: Option<PathBuf>) -> AssistantSettings {
    let (knowledge, desk) = (&settings.knowledge, &settings.desk);
    AssistantSettings {
        knowledge: knowledge.dir.clone(),
        index: data.join("index"),
        model: settings.meaning.file().map(Path::to_owned),
        indexer,
        abstain_below: knowledge.abstain_below,
        links: knowledge.links,
        query_terms: knowledge.query_terms,
        desk: desk.name.clone(),
        phone: desk.phone.clone(),
        web: desk.contact_url.clone(),
        old_after_days: (knowledge.old_after_days > 0).then(|| chrono::Days::new(knowledge.old_after_days.into())),
        hide_old: knowledge.hide_old,
    }
}

fn retention_rule(settings: &Settings) -> RetentionRule {
    RetentionRule {
        days_with_agent: settings.privacy.retention_days,
        days_assistant_only: settings.privacy.retention_days_assistant,
        decision: settings.privacy.decision.clone(),
    }
}

fn desk_rules(settings: &Settings, demo: bool) -> DeskRules {
    let (routing, limits, staff) = (&settings.routing, &settings.limits, &settings.staff);
    DeskRules {
        routing: Rules {
            mode: match routing.mode {
                RoutingMode::Offer => Mode::Offer,
                RoutingMode::Accept => Mode::Accept,
            },
            capacity: u16::try_from(routing.capacity).unwrap_or(u16::MAX),
            offer: seconds(routing.offer_s),
            agent_gone: seconds(routing.agent_gone_s),
            queue_limit: routing.queue_limit,
            default_wait: seconds(routing.default_wait_s),
        },
        clock: ClockRules {
            grace: seconds(routing.grace_after_closing_s),
            choice: seconds(routing.choice_s),
            visitor_gone: seconds(routing.visitor_gone_s),
            idle_ask: seconds(routing.idle_ask_s),
            idle_close: seconds(routing.idle_close_s),
            assistant_close: seconds(routing.assistant_close_s),
        },
        staff: StaffRules {
            hashes_at_once: staff.hashes_at_once,
            hashes_waiting: staff.hashes_waiting,
            session: chrono::Duration::hours(staff.session_hours.into()),
            attempts_per_name: staff.sign_in_attempts_per_name,
            attempts_per_name_elsewhere: staff.sign_in_attempts_per_name_elsewhere,
            attempts_per_address: staff.sign_in_attempts_per_address,
            window: seconds(staff.sign_in_window_s),
            demo,
            cost: Cost {
                memory_kib: staff.argon2_memory_kib,
                iterations: staff.argon2_iterations,
                parallelism: staff.argon2_parallelism,
            },
        },
        receipts: ReceiptRules {
            desk: settings.desk.name.clone(),
            municipality: settings.desk.municipality.clone(),
            retention: retention_rule(settings),
            requests_per_address_per_hour: limits.receipt_requests_per_address_per_hour,
        },
        text_chars: limits.text_chars,
        visitor_pace: Pace { per_minute: limits.visitor_messages_per_minute, burst: limits.visitor_burst },
        agent_pace: Pace { per_minute: limits.agent_messages_per_minute, burst: limits.agent_messages_per_minute },
        sockets_per_visitor: limits.sockets_per_visitor,
        sockets_per_agent: limits.sockets_per_agent,
        new_conversations_per_address_per_hour: limits.new_conversations_per_address_per_hour,
        entries_per_conversation: limits.entries_per_conversation,
        files: settings.files.enabled.then(|| FileRules {
            max_bytes: settings.files.max_bytes,
            per_conversation: settings.files.per_conversation,
            kinds: settings.files.kinds.clone(),
        }),
    }
}

fn patience(settings: &Settings) -> Patience {
    let limits = &settings.limits;
    Patience {
        head: Duration::from_secs(limits.handshake_s.into()),
        request: Duration::from_secs(limits.http_timeout_s.into()),
        least: limits.least_bytes_per_second,
    }
}

/// As many connections as there are descriptors for, whatever the settings would allow.
fn doors(settings: &Settings) -> Doors {
    let (most, sockets) = (Doors::of_process(), settings.limits.sockets);
    if most < sockets {
        info!(
            most,
            sockets,
            "the limit of open files leaves room for {most} connections, fewer than limits.sockets = {sockets}"
        );
    }
    Doors::new(most, settings.server.trusted_proxies.clone())
}

fn socket_limits(settings: &Settings) -> SocketLimits {
    let limits = &settings.limits;
    SocketLimits {
        sockets: limits.sockets,
        per_address: limits.sockets_per_address,
        hello: seconds(limits.hello_s),
        ping: seconds(limits.ping_s),
        silence: seconds(limits.silence_s),
        slow_reader: seconds(limits.slow_reader_s),
        queued_bytes: limits.queued_bytes,
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use socket2::SockRef;
    use tokio::net::TcpStream;

    use super::{KERNEL_WAITS, listen};

    #[tokio::test]
    async fn the_kernel_keeps_what_nobody_takes_for_a_minute() {
        let listener = listen(([127, 0, 0, 1], 0).into()).await.expect("a listener");
        let _client = TcpStream::connect(listener.local_addr().expect("an address")).await.expect("a connection");
        let (accepted, _) = listener.accept().await.expect("accepted");
        assert_eq!(SockRef::from(&accepted).tcp_user_timeout().expect("a time"), Some(KERNEL_WAITS));
    }
}
