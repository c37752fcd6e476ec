//! Objects whose names are the caller's own. serde keeps the last of what has one name; a client
//! that sends a name twice has made a mistake, and would not hear of what it lost.

use std::{collections::BTreeMap, fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeSeed, Error as _, MapAccess, SeqAccess, Visitor},
};
use serde_json::{Map, Number, Value as Json};

/// An object that has no name twice.
#[derive(Clone, Debug, Default)]
pub(crate) struct Entries<V>(pub(crate) BTreeMap<String, V>);

impl<'de, V: Deserialize<'de>> Deserialize<'de> for Entries<V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Reader(PhantomData)).map(Self)
    }
}

/// An object of any JSON, in which no object has a name twice, however deep.
#[derive(Clone, Debug, Default)]
pub(crate) struct Free(pub(crate) Map<String, Json>);

impl<'de> Deserialize<'de> for Free {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Entries::deserialize(deserializer).map(|entries| Self(plain(entries.0)))
    }
}

fn plain(entries: BTreeMap<String, Any>) -> Map<String, Json> {
    entries.into_iter().map(|(name, Any(value))| (name, value)).collect()
}

struct Reader<V>(PhantomData<V>);

impl<'de, V: Deserialize<'de>> Visitor<'de> for Reader<V> {
    type Value = BTreeMap<String, V>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut entries = BTreeMap::new();
        while let Some(name) = map.next_key::<String>()? {
            let is_first = !entries.contains_key(&name);
            entries.insert(name, map.next_value_seed(First { is_first, of: PhantomData })?);
        }
        Ok(entries)
    }
}

/// The value of a name, refused in its place when it is not the first.
struct First<V> {
    is_first: bool,
    of: PhantomData<V>,
}

impl<'de, V: Deserialize<'de>> DeserializeSeed<'de> for First<V> {
    type Value = V;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<V, D::Error> {
        match self.is_first {
            true => V::deserialize(deserializer),
            false => Err(D::Error::custom("must not be repeated")),
        }
    }
}

/// Any JSON.
struct Any(Json);

impl<'de> Deserialize<'de> for Any {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyReader).map(Self)
    }
}

struct AnyReader;

impl<'de> Visitor<'de> for AnyReader {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON")
    }

    fn visit_bool<E>(self, yes: bool) -> Result<Json, E> {
        Ok(Json::Bool(yes))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Json, E> {
        Ok(Json::from(number))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Json, E> {
        Ok(Json::from(number))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Json, E> {
        Ok(Number::from_f64(number).map_or(Json::Null, Json::Number))
    }

    fn visit_str<E>(self, text: &str) -> Result<Json, E> {
        Ok(Json::from(text))
    }

    fn visit_string<E>(self, text: String) -> Result<Json, E> {
        Ok(Json::String(text))
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Json, A::Error> {
        let mut items = Vec::new();
        while let Some(Any(item)) = seq.next_element()? {
            items.push(item);
        }
        Ok(Json::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Json, A::Error> {
        Reader(PhantomData).visit_map(map).map(|entries| Json::Object(plain(entries)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::read;

    #[derive(Debug, Deserialize)]
    struct Both {
        #[serde(default)]
        env: Entries<String>,
        metadata: Option<Free>,
    }

    #[test]
    fn a_name_that_is_repeated_is_refused_in_its_place() {
        let cases = [
            (r#"{"env":{"A":"1","B":"","A":"1"}}"#, "env.A must not be repeated"),
            (r#"{"env":{"A B":"","A B":""}}"#, r#"env["A B"] must not be repeated"#),
            (r#"{"env":{"A":"","\u0041":""}}"#, "env.A must not be repeated"),
            (r#"{"metadata":{"a":1,"a":2}}"#, "metadata.a must not be repeated"),
            (r#"{"metadata":{"a":[0,{"b":1,"b":[]}]}}"#, "metadata.a[1].b must not be repeated"),
        ];
        for (text, told) in cases {
            assert_eq!(read::<Both>(text.as_bytes(), "body").unwrap_err().detail, told, "{text}");
        }
        let counts = read::<Entries<u64>>(br#"{"a":1,"a":2}"#, "body").unwrap_err();
        assert_eq!(counts.detail, "a must not be repeated");
    }

    #[test]
    fn all_else_is_read_as_it_is_written() {
        let said = r#"{"a":[1,-2,0.5,null,true,"x\n"],"b":{"a":{},"c":18446744073709551615}}"#;
        let text = format!(r#"{{"env":{{"a":"1","A":"2"}},"metadata":{said}}}"#);
        let both: Both = read(text.as_bytes(), "body").unwrap();
        let Free(metadata) = both.metadata.unwrap();
        assert_eq!(Json::Object(metadata), serde_json::from_str::<Json>(said).unwrap());
        assert_eq!(both.env.0.into_values().collect::<Vec<_>>(), ["2", "1"]);
    }
}
