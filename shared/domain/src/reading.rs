//! Deserializes JSON and reports errors in plain words, with their place.
//!
//! This module knows serde's data model and nothing about configurations. A message never repeats a value, and only the
//! start of a field's name, so that its size is bounded.

mod error;
mod repair;

use std::{iter::Enumerate, slice};

use serde::{
    Deserializer,
    de::{DeserializeOwned, DeserializeSeed, MapAccess, SeqAccess, Visitor, value::BorrowedStrDeserializer},
    forward_to_deserialize_any,
};
use serde_json::{Map, Value, map};

pub use self::error::FieldProblem;
use self::error::{PathStep, ReadError, ReadErrorKind};
pub use self::repair::read;
#[cfg(test)]
pub(crate) use self::repair::{MOST_PROBLEMS, MOST_PROBLEMS_OF_A_FIELD};

/// Deserializes a document up to its first error.
fn read_once<T: DeserializeOwned>(written: &Value) -> Result<T, ReadError> {
    T::deserialize(WrittenValue(written)).map_err(ReadError::outermost_first)
}

/// A value. The requested type decides the error message.
#[derive(Clone, Copy)]
struct WrittenValue<'a>(&'a Value);

impl<'a> WrittenValue<'a> {
    fn whole<V: Visitor<'a>>(self, visitor: V, max: u64) -> Result<V::Value, ReadError> {
        match self.0.as_u64() {
            Some(number) if number <= max => visitor.visit_u64(number),
            Some(_) => Err(ReadError::said("is too large")),
            None => Err(ReadError::said("must be a whole number, 0 or more")),
        }
    }
}

macro_rules! whole_numbers {
    ($($method:ident $number:ty),*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
            self.whole(visitor, <$number>::MAX.into())
        })*
    };
}

impl<'de> Deserializer<'de> for WrittenValue<'de> {
    type Error = ReadError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(value) => visitor.visit_bool(*value),
            Value::Number(number) => match (number.as_u64(), number.as_i64()) {
                (Some(whole), _) => visitor.visit_u64(whole),
                (None, Some(negative)) => visitor.visit_i64(negative),
                (None, None) => visitor.visit_f64(number.as_f64().unwrap_or(f64::NAN)),
            },
            Value::String(text) => visitor.visit_borrowed_str(text),
            Value::Array(items) => visitor.visit_seq(Items(items.iter().enumerate())),
            Value::Object(fields) => visitor.visit_map(Fields::of(fields)),
        }
    }

    whole_numbers!(deserialize_u8 u8, deserialize_u16 u16, deserialize_u32 u32, deserialize_u64 u64);

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        match self.0 {
            Value::Bool(value) => visitor.visit_bool(*value),
            _ => Err(ReadError::said("must be true or false")),
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        match self.0 {
            Value::String(text) => visitor.visit_borrowed_str(text),
            _ => Err(ReadError::said("must be text")),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        self.deserialize_str(visitor)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        match self.0 {
            Value::Array(items) => visitor.visit_seq(Items(items.iter().enumerate())),
            _ => Err(ReadError::said("must be a list")),
        }
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        match self.0 {
            Value::Object(fields) => visitor.visit_map(Fields::of(fields)),
            _ => Err(ReadError::said("must be an object")),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        self.deserialize_map(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        words: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        match self.0 {
            Value::String(word) => visitor.visit_enum(key(word)),
            _ => Err(ReadError::here(ReadErrorKind::NotOneOf(words))),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        if self.0.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, ReadError> {
        visitor.visit_newtype_struct(self)
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i64 i128 u128 f32 f64 char bytes byte_buf unit unit_struct tuple tuple_struct identifier ignored_any
    }
}

fn key(text: &str) -> BorrowedStrDeserializer<'_, ReadError> {
    BorrowedStrDeserializer::new(text)
}

struct Items<'a>(Enumerate<slice::Iter<'a, Value>>);

impl<'de> SeqAccess<'de> for Items<'de> {
    type Error = ReadError;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, ReadError> {
        let item = self.0.next();
        item.map(|(i, item)| seed.deserialize(WrittenValue(item)).map_err(|error| error.inside(PathStep::Item(i))))
            .transpose()
    }
}

struct Fields<'a> {
    rest: map::Iter<'a>,
    field: Option<(&'a String, &'a Value)>,
}

impl<'a> Fields<'a> {
    fn of(fields: &'a Map<String, Value>) -> Self {
        Self { rest: fields.iter(), field: None }
    }
}

impl<'de> MapAccess<'de> for Fields<'de> {
    type Error = ReadError;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, ReadError> {
        self.field = self.rest.next();
        let Some((name, _)) = self.field else { return Ok(None) };
        seed.deserialize(key(name)).map(Some).map_err(|error| {
            let wrong = match error.wrong {
                ReadErrorKind::NotOneOf(known) => ReadErrorKind::Unknown(known), // an unknown variant of a name is an unknown field
                wrong => wrong,
            };
            ReadError::here(wrong).inside(PathStep::Field(name.clone()))
        })
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, ReadError> {
        let Some((name, value)) = self.field else { return Err(ReadError::here(ReadErrorKind::Missing)) };
        seed.deserialize(WrittenValue(value)).map_err(|error| error.inside(PathStep::Field(name.clone())))
    }
}
