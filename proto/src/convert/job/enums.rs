//! The small enums of jobs. What the wire leaves out is the default.

use taskmaster_domain::{
    Violations,
    job::{Catchup, CheckStatus, NotifyOn, Overlap},
    schedule::{Fold, Gap},
};

use crate::v1;

/// The variants of both sides, paired by name.
macro_rules! paired {
    ($($ours:ident { $($variant:ident),+ })+) => {
        $(
            impl From<$ours> for v1::$ours {
                fn from(ours: $ours) -> Self {
                    match ours {
                        $($ours::$variant => Self::$variant,)+
                    }
                }
            }

            impl Known for $ours {
                fn known(number: i32) -> Option<Self> {
                    Some(match v1::$ours::try_from(number).ok()? {
                        v1::$ours::Unspecified => Self::default(),
                        $(v1::$ours::$variant => Self::$variant,)+
                    })
                }
            }
        )+
    };
}

/// What has a number on the wire.
pub(super) trait Known: Default {
    /// The one with this number; the default for 0, nothing for one that this release does not
    /// know.
    fn known(number: i32) -> Option<Self>;
}

/// Reads a number of the wire; an unknown one is noted under `field`.
pub(super) fn read<T: Known>(v: &mut Violations, field: &str, number: i32) -> T {
    T::known(number).unwrap_or_else(|| {
        v.add(field, "must be a value that this release knows");
        T::default()
    })
}

paired! {
    Gap { Cron, Edge, Shift, Skip }
    Fold { Cron, First, Last, Both }
    Overlap { Skip, QueueOne, Allow, CancelRunning }
    Catchup { None, Last, All }
    CheckStatus { Unknown, Running, Ok, Failed }
    NotifyOn { Success, Failure, Always }
}
