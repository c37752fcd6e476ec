//! Instants on their way to and from `timestamptz`, and short spans as microseconds.

use std::time::Duration;

use sqlx::{
    Decode, Encode, Postgres, Type,
    encode::IsNull,
    error::BoxDynError,
    postgres::{PgArgumentBuffer, PgHasArrayType, PgTypeInfo, PgValueRef, types::Oid},
};
use taskmaster_domain::Timestamp;

/// 2000-01-01, where the server counts its microseconds from.
const EPOCH: i64 = 946_684_800_000_000;

/// A [`Timestamp`] as the server's `timestamptz`, by the numbers that built-in types have
/// everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stamp(pub(crate) Timestamp);

impl Type<Postgres> for Stamp {
    fn type_info() -> PgTypeInfo {
        PgTypeInfo::with_oid(Oid(1184))
    }
}

impl PgHasArrayType for Stamp {
    fn array_type_info() -> PgTypeInfo {
        PgTypeInfo::with_oid(Oid(1185))
    }
}

impl Encode<'_, Postgres> for Stamp {
    fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        Encode::<Postgres>::encode(self.0.micros() - EPOCH, buffer)
    }
}

impl Decode<'_, Postgres> for Stamp {
    fn decode(value: PgValueRef<'_>) -> Result<Self, BoxDynError> {
        let micros: i64 = Decode::<Postgres>::decode(value)?;
        // Infinity and what lies beyond the years that we write are clamped.
        Ok(Self(Timestamp::from_micros(micros.saturating_add(EPOCH))))
    }
}

/// A span in microseconds, as columns and parameters keep it.
pub(crate) fn micros(span: Duration) -> i64 {
    // A thousand years; the server's arithmetic on instants stays in range.
    const MOST: i64 = 1_000 * 366 * 86_400 * 1_000_000;
    i64::try_from(span.as_micros()).unwrap_or(MOST).min(MOST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_of_any_length_fits() {
        assert_eq!(micros(Duration::from_millis(5)), 5_000);
        assert!(micros(Duration::MAX) > 0);
    }
}
