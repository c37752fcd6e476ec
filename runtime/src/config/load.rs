//! Laying the layers over each other.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use figment::{
    Figment, Metadata, Profile, Provider,
    providers::{Format as _, Serialized, Toml, Yaml},
    value::{Dict, Map, Value},
};

use super::{
    Config,
    env::{Variable, value, variable},
    keys::{key, keys},
};

/// Where the configuration comes from. The process itself is not asked.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// The file of `--config`: `.toml`, `.yaml` or `.yml`.
    pub file: Option<PathBuf>,
    /// A file of variables; one that does not exist says nothing.
    pub dotenv: Option<PathBuf>,
    /// The environment.
    pub variables: Vec<(String, String)>,
    /// Flags: the key, and the text that was given for it.
    pub flags: Vec<(String, String)>,
}

/// The configuration, and what is to be said about it.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// What holds.
    pub config: Config,
    /// Who said so, for each key that is not at its default: a file, a variable, `flag`.
    pub origins: BTreeMap<String, String>,
    /// Variables that look like ours and are not.
    pub warnings: Vec<String>,
}

impl Loaded {
    /// Whether `key` was set by anybody.
    pub fn is_set(&self, key: &str) -> bool {
        self.origins.contains_key(key)
    }
}

/// All that is wrong with the layers, each readable alone.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.join("; "))]
pub struct Error(pub Vec<String>);

/// Lays all layers over each other. What only makes sense together is for [`Config::check`].
///
/// # Errors
/// Every unknown key, value of another type and unreadable file, by name.
pub fn load(sources: &Sources) -> Result<Loaded, Error> {
    let mut layers = Layers::default();
    if let Some(path) = &sources.file {
        layers.file(path);
    }
    let dotenv = sources.dotenv.as_deref().map(|path| layers.dotenv(path)).unwrap_or_default();
    layers.variables(&dotenv, " in .env");
    layers.variables(&sources.variables, "");
    for (path, text) in &sources.flags {
        layers.set(path, text, "flag".to_owned());
    }
    layers.extract(&sources.variables)
}

/// One layer with the name that messages give it.
struct Layer {
    name: String,
    dict: Dict,
}

impl Provider for Layer {
    fn metadata(&self) -> Metadata {
        Metadata::named(self.name.clone())
    }

    fn data(&self) -> figment::Result<Map<Profile, Dict>> {
        Ok(Map::from([(Profile::Default, self.dict.clone())]))
    }
}

struct Layers {
    figment: Figment,
    origins: BTreeMap<String, String>,
    warnings: Vec<String>,
    errors: Vec<String>,
}

impl Default for Layers {
    fn default() -> Self {
        Self {
            figment: Figment::from(Serialized::defaults(Config::default())),
            origins: BTreeMap::new(),
            warnings: Vec::new(),
            errors: Vec::new(),
        }
    }
}

impl Layers {
    fn file(&mut self, path: &Path) {
        let name = path.display().to_string();
        if let Err(cause) = std::fs::metadata(path) {
            self.errors.push(format!("cannot read {name}: {cause}"));
            return;
        }
        let data = match path.extension().and_then(|ending| ending.to_str()) {
            Some("toml") => Toml::file_exact(path).data(),
            Some("yaml" | "yml") => Yaml::file_exact(path).data(),
            _ => {
                self.errors.push(format!("{name} must end in .toml, .yaml or .yml"));
                return;
            }
        };
        match data {
            Ok(mut data) => {
                let dict = data.remove(&Profile::Default).unwrap_or_default();
                self.check_names("", &dict, &name);
                self.merge(Layer { name, dict });
            }
            Err(cause) => self.errors.push(format!("{name}: {}", cause.kind)),
        }
    }

    /// Refuses keys that there are not, and notes who set the others.
    fn check_names(&mut self, section: &str, dict: &Dict, file: &str) {
        for (name, value) in dict {
            let path = if section.is_empty() { name.clone() } else { format!("{section}.{name}") };
            match value {
                Value::Dict(_, inner) if key(&path).is_none() => {
                    if keys().iter().any(|key| key.section() == path) {
                        self.check_names(&path, inner, file);
                    } else {
                        self.errors.push(format!("{file}: unknown section `{path}`"));
                    }
                }
                _ => self.check_name(&path, file),
            }
        }
    }

    fn check_name(&mut self, path: &str, file: &str) {
        if key(path).is_some() {
            self.origins.insert(path.to_owned(), file.to_owned());
        } else {
            self.errors.push(format!("{file}: unknown key `{path}`"));
        }
    }

    fn dotenv(&mut self, path: &Path) -> Vec<(String, String)> {
        let Ok(pairs) = dotenvy::from_path_iter(path) else { return Vec::new() };
        let pairs: Result<Vec<_>, _> = pairs.collect();
        pairs.unwrap_or_else(|cause| {
            self.errors.push(format!("{}: {cause}", path.display()));
            Vec::new()
        })
    }

    /// A variable that is empty says nothing, as `${NAME:-}` of Compose means it.
    fn variables(&mut self, variables: &[(String, String)], place: &str) {
        let ours = |name: &str| name.starts_with("TASKMASTER_");
        let said = || variables.iter().filter(|(_, text)| !text.trim().is_empty());
        // The well-known names first: ours beat them.
        for (name, text) in said().filter(|(n, _)| !ours(n)).chain(said().filter(|(n, _)| ours(n)))
        {
            match variable(name) {
                Variable::Sets(key) => self.set(&key.path, text, format!("{name}{place}")),
                Variable::Foreign => {}
                Variable::Unknown => {
                    self.warnings.push(format!("{name}{place} is not a key of the configuration"));
                }
                Variable::Misspelt => self.errors.push(format!("unknown variable {name}{place}")),
            }
        }
    }

    fn set(&mut self, path: &str, text: &str, origin: String) {
        let Some(key) = key(path) else {
            self.errors.push(format!("{origin}: unknown key `{path}`"));
            return;
        };
        match value(key, text) {
            Ok(value) => {
                let (sections, leaf) = path.rsplit_once('.').unwrap_or(("", path));
                let mut dict = Dict::from([(leaf.to_owned(), value)]);
                for section in sections.rsplit('.').filter(|section| !section.is_empty()) {
                    dict = Dict::from([(section.to_owned(), dict.into())]);
                }
                self.origins.insert(path.to_owned(), origin.clone());
                self.merge(Layer { name: origin, dict });
            }
            Err(why) => self.errors.push(format!("{path} ({origin}) {why}")),
        }
    }

    fn merge(&mut self, layer: Layer) {
        self.figment = std::mem::take(&mut self.figment).merge(layer);
    }

    fn extract(mut self, variables: &[(String, String)]) -> Result<Loaded, Error> {
        let config = match self.figment.extract::<Config>() {
            Ok(config) => Some(config),
            // Names were checked with better words above.
            Err(_) if !self.errors.is_empty() => None,
            Err(errors) => {
                self.errors.extend(errors.into_iter().map(|error| in_words(&error)));
                None
            }
        };
        match config {
            Some(mut config) if self.errors.is_empty() => {
                config.data_dir = config.data_dir.take().or_else(|| default_data_dir(variables));
                Ok(Loaded { config, origins: self.origins, warnings: self.warnings })
            }
            _ => Err(Error(self.errors)),
        }
    }
}

fn in_words(error: &figment::Error) -> String {
    let origin = error.metadata.as_ref().map(|m| format!(" ({})", m.name)).unwrap_or_default();
    format!("{}{origin}: {}", error.path.join("."), error.kind)
}

fn default_data_dir(variables: &[(String, String)]) -> Option<PathBuf> {
    let of = |wanted: &str| {
        let found = variables.iter().find(|(name, _)| name == wanted)?;
        Some(PathBuf::from(&found.1)).filter(|path| path.is_absolute())
    };
    let share = of("XDG_DATA_HOME").or_else(|| Some(of("HOME")?.join(".local/share")))?;
    Some(share.join("taskmaster"))
}

#[cfg(test)]
mod tests;
