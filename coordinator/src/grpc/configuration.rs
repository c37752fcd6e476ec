//! What a coordinator was told, on the wire. Masked before it came here: see [`Loaded::settings`].
//!
//! [`Loaded::settings`]: taskmaster_runtime::config::Loaded::settings

use taskmaster_proto::v1;
use taskmaster_runtime::config::Setting;

/// The answer to who asks for it.
pub(super) fn told(settings: &[Setting]) -> v1::GetConfigurationResponse {
    let to_wire = |setting: &Setting| v1::Setting {
        key: setting.key.clone(),
        value: setting.value.clone(),
        source: setting.source.clone(),
    };
    v1::GetConfigurationResponse { settings: settings.iter().map(to_wire).collect() }
}
