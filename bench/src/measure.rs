//! What users see: one file for each group of figures.

mod counters;
mod depth;
mod drain;
mod hand_in;
mod idle;
mod jobs;
mod latency;
mod pages;
mod peers;
mod queue;
mod shell;
mod start;
mod viewers;
mod watch;

use crate::{
    engine::{Engine, Place, Server},
    error::Result,
    figures::Figures,
    floor,
    options::{Group, Sizes},
};

/// What a measure is given.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Setting<'s> {
    pub(crate) engine: Engine,
    pub(crate) server: Option<&'s Server>,
    pub(crate) sizes: Sizes,
}

impl Setting<'_> {
    /// An empty database.
    async fn place(&self) -> Result<Place> {
        Place::create(self.engine, self.server).await
    }
}

/// Measures a group on one database.
pub(crate) async fn measure(group: Group, setting: Setting<'_>, figures: &mut Figures) -> Result {
    match group {
        Group::Floors => {
            floor::measure(setting.engine, setting.server, setting.sizes, figures).await
        }
        Group::Drain => drain::measure(setting, figures).await,
        Group::Peers => peers::measure(setting, figures).await,
        Group::Submit => hand_in::measure(setting, figures).await,
        Group::Counters => counters::measure(setting, figures).await,
        Group::Depth => depth::measure(setting, figures).await,
        Group::Latency => latency::measure(setting, figures).await,
        Group::Pages => pages::measure(setting, figures).await,
        Group::Viewers => viewers::measure(setting, figures).await,
        Group::Idle => idle::measure(setting, figures).await,
        Group::Jobs => jobs::measure(setting, figures).await,
        Group::Shell => shell::measure(setting, figures).await,
        Group::Start => start::measure(setting, figures).await,
    }
}
