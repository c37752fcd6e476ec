//! `taskmaster config show | validate`

use std::path::PathBuf;

use clap::Subcommand;
use serde_json::json;
use taskmaster_runtime::config::Loaded;

use crate::{
    context::{Context, Flags, print, print_json},
    error::{Error, Result},
    show::table,
};

#[derive(Debug, Subcommand)]
pub(crate) enum Config {
    /// Print what holds and who said so; secrets are masked
    Show {
        /// Only this section, such as grpc
        #[arg(long)]
        section: Option<String>,
    },
    /// Print all that is wrong; exit code 1 when something is
    Validate {
        /// Configuration file, as --config
        file: Option<PathBuf>,
    },
}

impl Config {
    pub(crate) fn run(self, context: &Context) -> Result {
        match self {
            Self::Show { section } => show(section.as_deref(), context),
            Self::Validate { file } => {
                let mut global = context.global.clone();
                global.config = file.or(global.config);
                validate(&Context::new(global))
            }
        }
    }
}

fn show(section: Option<&str>, context: &Context) -> Result {
    let loaded = context.load(Flags::default())?;
    let rows = rows(&loaded, section);
    if rows.is_empty() {
        return Err(Error::Usage(format!("there is no section {}", section.unwrap_or_default())));
    }
    if context.is_json() {
        let all = serde_json::to_value(&loaded.config).unwrap_or_default();
        return print_json(section.map_or(&all, |section| &all[section]));
    }
    print(&table(&["KEY", "VALUE", "SET BY"], rows))
}

fn rows(loaded: &Loaded, section: Option<&str>) -> Vec<Vec<String>> {
    let of = |key: &str| key.rsplit_once('.').map_or("", |(section, _)| section).to_owned();
    let settings = loaded.settings().into_iter();
    let wanted = settings.filter(|setting| section.is_none_or(|wanted| of(&setting.key) == wanted));
    wanted.map(|setting| vec![setting.key, setting.value, setting.source]).collect()
}

fn validate(context: &Context) -> Result {
    let (errors, warnings) = match context.load(Flags::default()) {
        Ok(loaded) => {
            let violations = loaded.config.check().err().map(|wrong| wrong.0).unwrap_or_default();
            let errors: Vec<_> =
                violations.iter().map(|one| format!("{} {}", one.field, one.message)).collect();
            (errors, loaded.warnings)
        }
        Err(Error::Failed(message)) => {
            let all = message.trim_start_matches("configuration: ");
            (all.split("; ").map(str::to_owned).collect(), Vec::new())
        }
        Err(other) => return Err(other),
    };
    if context.is_json() {
        print_json(&json!({ "ok": errors.is_empty(), "errors": errors, "warnings": warnings }))?;
    } else {
        for warning in &warnings {
            context.note(&format!("warning: {warning}"));
        }
        for error in &errors {
            print(error)?;
        }
        if errors.is_empty() && !context.global.quiet {
            print("the configuration is fine")?;
        }
    }
    if errors.is_empty() { Ok(()) } else { Err(Error::Exit(1)) }
}
