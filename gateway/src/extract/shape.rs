//! Shapes of JSON. serde takes an array for an object whose fields come in their order, and an object
//! for a word; a client that sends one has made a mistake.

use std::{borrow::Cow, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{IntoDeserializer as _, MapAccess, Visitor},
    forward_to_deserialize_any,
};

/// An object, and nothing else.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Object<T>(pub(crate) T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(OnlyMap(deserializer)).map(Self)
    }
}

/// Gives what it visits a map, or an error.
struct OnlyMap<T>(T);

impl<'de, D: Deserializer<'de>> Deserializer<'de> for OnlyMap<D> {
    type Error = D::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.0.deserialize_map(OnlyMap(visitor))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option
        unit unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier
        ignored_any
    }
}

impl<'de, V: Visitor<'de>> Visitor<'de> for OnlyMap<V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<V::Value, A::Error> {
        self.0.visit_map(map)
    }
}

/// A word of a closed set, as a string and nothing else.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Word<T>(pub(crate) T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Word<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let word = Cow::<'de, str>::deserialize(deserializer)?;
        T::deserialize(word.as_ref().into_deserializer()).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rest::words::Kind;

    #[derive(Debug, PartialEq, Deserialize)]
    struct Pair {
        a: u64,
        b: Option<u64>,
    }

    #[test]
    fn an_array_is_no_object() {
        let read = |text: &str| serde_json::from_str::<Object<Pair>>(text).map(|Object(it)| it);
        assert_eq!(read(r#"{"a":1}"#).unwrap(), Pair { a: 1, b: None });
        for wrong in ["[1,2]", "[]", "1", "null", "\"a\""] {
            let said = read(wrong).unwrap_err().to_string();
            assert!(said.contains("expected an object"), "{wrong}: {said}");
        }
    }

    #[test]
    fn an_object_is_no_word() {
        let read = |text: &str| serde_json::from_str::<Word<Kind>>(text).map(|Word(it)| it).ok();
        assert_eq!(read("\"noop\""), Some(Kind::Noop));
        assert_eq!([read(r#"{"noop":null}"#), read("5"), read("\"sleep\"")], [None; 3]);
    }
}
