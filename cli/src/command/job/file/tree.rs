//! Reading a document of any form as one tree, and saying no to what the tree could not hold.

use std::{cell::RefCell, fmt};

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value as Json};

/// How TOML hands out a time: as a table with this one member.
const TIME: &str = "$__toml_private_datetime";

/// The tree of a document, in which a time of TOML is a text when there may be `times`. A name that
/// stands twice in one object would leave out what it says first, and a number that is not finite would
/// be as if it were absent: neither is taken.
///
/// # Errors
/// What is wrong with the document, by its path, when it is one of these; and the error of its form,
/// which knows where.
pub(super) fn read<'de, D: Deserializer<'de>>(
    from: D,
    times: bool,
) -> Result<Json, (Option<String>, D::Error)> {
    let fault = RefCell::new(None);
    let node = Node { path: Path::Top, times, fault: &fault };
    let read = node.deserialize(from);
    read.map_err(|error| (fault.take(), error))
}

/// Where something stands.
#[derive(Clone, Copy)]
enum Path<'a> {
    Top,
    Name(&'a Path<'a>, &'a str),
    Item(&'a Path<'a>, usize),
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Top => Ok(()),
            Self::Name(Self::Top, name) => f.write_str(name),
            Self::Name(above, name) => write!(f, "{above}.{name}"),
            Self::Item(above, n) => write!(f, "{above}[{n}]"),
        }
    }
}

/// What stands at one place.
#[derive(Clone, Copy)]
struct Node<'a> {
    path: Path<'a>,
    /// Whether times are handed out as tables: elsewhere it is the writer who chose such a name.
    times: bool,
    /// What was found wrong: the forms' own errors would say the path once more, or not at all.
    fault: &'a RefCell<Option<String>>,
}

impl Node<'_> {
    fn wrong<E: Error>(&self, why: &str) -> E {
        self.fault.replace(Some(format!("{} {why}", self.path)));
        E::custom(why)
    }
}

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = Json;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Json, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_> {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text, a number, true, false, null, a list or an object")
    }

    fn visit_bool<E>(self, truth: bool) -> Result<Json, E> {
        Ok(Json::Bool(truth))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Json, E> {
        Ok(number.into())
    }

    fn visit_u64<E>(self, number: u64) -> Result<Json, E> {
        Ok(number.into())
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Json, E> {
        let number = Number::from_f64(number).map(Json::Number);
        number.ok_or_else(|| self.wrong("must be a finite number"))
    }

    fn visit_str<E>(self, text: &str) -> Result<Json, E> {
        Ok(text.into())
    }

    fn visit_string<E>(self, text: String) -> Result<Json, E> {
        Ok(text.into())
    }

    fn visit_none<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, from: D) -> Result<Json, D::Error> {
        self.deserialize(from)
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Json, A::Error> {
        let mut read = Vec::new();
        loop {
            let path = Path::Item(&self.path, read.len());
            match items.next_element_seed(Node { path, ..self })? {
                Some(item) => read.push(item),
                None => return Ok(Json::Array(read)),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Json, A::Error> {
        let mut read = Map::new();
        while let Some(name) = members.next_key_seed(Name { known: &read, of: self })? {
            let path = Path::Name(&self.path, &name);
            let value = members.next_value_seed(Node { path, ..self })?;
            if self.times && name == TIME {
                return Ok(value);
            }
            read.insert(name, value);
        }
        Ok(Json::Object(read))
    }
}

/// The name of a member, unlike those before it.
struct Name<'a> {
    known: &'a Map<String, Json>,
    of: Node<'a>,
}

impl<'de> DeserializeSeed<'de> for Name<'_> {
    type Value = String;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<String, D::Error> {
        from.deserialize_str(self)
    }
}

impl Visitor<'_> for Name<'_> {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a member")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<String, E> {
        if self.known.contains_key(name) {
            let path = Path::Name(&self.of.path, name);
            return Err(Node { path, ..self.of }.wrong("stands there twice"));
        }
        Ok(name.to_owned())
    }
}
