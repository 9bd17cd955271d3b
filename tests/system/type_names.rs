//! The names of types: a name has one meaning in the whole workspace, so a reader who searches for it finds one type.
//!
//! Reads the tokens of all code that is not a test. The names that stand twice on purpose are in [`SAME_MEANING`].

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

/// Names that stand more than once with one meaning.
struct SameMeaning {
    meaning: &'static str,
    names: &'static [&'static str],
    /// Where the definitions are: the beginnings of their paths.
    places: &'static [&'static str],
}

const SAME_MEANING: &[SameMeaning] = &[
    SameMeaning {
        meaning: "what each function has one of: its settings, the state of its routes and its OpenAPI document",
        names: &["Settings", "Function", "Api"],
        places: &["functions/"],
    },
    SameMeaning {
        meaning: "what a program has of its command line, and the error that ends it",
        names: &["Command", "Arguments", "Options", "Failure"],
        places: &["local/src/", "local/examples/", "tools/"],
    },
    SameMeaning {
        meaning: "what a benchmark measures, and an item of the table that it fills",
        names: &["Operation", "TableItem"],
        places: &["local/benches/"],
    },
    SameMeaning {
        meaning: "TwiML's verbs and elements: written by the system, read by the telephone and by the check of calls",
        names: &["Verb", "Gather", "Dial", "Record", "Element"],
        places: &["shared/twilio/src/twiml.rs", "local/telephone/src/twiml", "functions/call-check/src/twiml.rs"],
    },
    SameMeaning {
        meaning: "resources of Twilio's REST API: those of the client and of the fake server",
        names: &["Account", "MessagingService"],
        places: &["shared/twilio/src/rest", "local/fake-twilio/src/"],
    },
    SameMeaning {
        meaning: "objects of OpenAI's API: those of the client and of the fake server",
        names: &["Message", "ToolCall"],
        places: &["shared/openai/src/wire.rs", "local/fake-openai/src/wire.rs"],
    },
    SameMeaning {
        meaning: "what an identity provider says about a person: read by the API, sent by the laptop's provider",
        names: &["UserinfoClaims"],
        places: &["shared/api/src/access/userinfo.rs", "local/dev-oidc/src/userinfo.rs"],
    },
    SameMeaning {
        meaning: "who speaks in a call, the agent or the caller; the index of words does not know the domain",
        names: &["Speaker"],
        places: &["shared/domain/src/conversation/", "shared/search/src/"],
    },
    SameMeaning {
        meaning: "what clones of a handle share behind an `Arc`",
        names: &["Inner"],
        places: &["shared/store/src/session.rs", "local/dev-oidc/src/lib.rs"],
    },
];

/// What a source file defines.
#[derive(Debug, Default, PartialEq, Eq)]
struct Definitions {
    /// The types and traits, also those in functions and macros.
    types: Vec<String>,
    /// The modules in other files that are built for tests only.
    test_modules: Vec<PathBuf>,
}

impl Definitions {
    fn of(source: &str) -> Self {
        let tokens: TokenStream = source.parse().expect("tokens of Rust");
        let mut definitions = Self::default();
        definitions.add(tokens, Place::Items, Path::new(""));
        definitions
    }

    fn add(&mut self, tokens: TokenStream, place: Place, module: &Path) {
        let tokens: Vec<_> = tokens.into_iter().collect();
        // What the body that follows is, whether it is of a test, and whether `impl` stands in a function's signature.
        let (mut next, mut for_tests, mut in_signature) = (Place::Items, false, false);
        let mut inner = None;
        for (index, token) in tokens.iter().enumerate() {
            match token {
                TokenTree::Group(group) if is_attribute(&tokens[..index], group) => {
                    for_tests |= group.stream().to_string().replace(' ', "") == "cfg(test)";
                }
                TokenTree::Group(group) => {
                    if !for_tests {
                        let below = inner.as_ref().map_or_else(|| module.to_owned(), |name| module.join(name));
                        self.add(group.stream(), next, &below);
                    }
                    if group.delimiter() == Delimiter::Brace {
                        (next, for_tests, in_signature, inner) = (Place::Items, false, false, None);
                    }
                }
                TokenTree::Punct(end) if end.as_char() == ';' => {
                    if let Some(name) = inner.take().filter(|_| for_tests) {
                        self.test_modules.push(module.join(name));
                    }
                    (next, for_tests, in_signature) = (Place::Items, false, false);
                }
                TokenTree::Ident(word) => {
                    let name = tokens.get(index + 1).and_then(ident);
                    match (word.to_string().as_str(), name) {
                        ("fn", _) => in_signature = true,
                        ("impl", _) if !in_signature => next = Place::Associated,
                        ("mod", Some(name)) => inner = Some(name),
                        ("type", Some(name)) if place == Place::Items && !for_tests => self.types.push(name),
                        ("trait", Some(name)) => {
                            next = Place::Associated;
                            self.types.extend((!for_tests).then_some(name));
                        }
                        ("struct" | "enum" | "union", Some(name)) if !for_tests => self.types.push(name),
                        _ => {}
                    }
                }
                TokenTree::Punct(_) | TokenTree::Literal(_) => {}
            }
        }
    }
}

/// Where tokens stand: `type` in an `impl` or a trait names no new type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Items,
    Associated,
}

/// Whether a group belongs to an attribute of the item that follows.
fn is_attribute(before: &[TokenTree], group: &Group) -> bool {
    let follows = matches!(before.last(), Some(TokenTree::Punct(mark)) if mark.as_char() == '#');
    follows && group.delimiter() == Delimiter::Bracket
}

fn ident(token: &TokenTree) -> Option<String> {
    match token {
        TokenTree::Ident(name) => Some(name.to_string()),
        TokenTree::Group(_) | TokenTree::Punct(_) | TokenTree::Literal(_) => None,
    }
}

/// The folder of a file's modules: `a/b.rs` has them in `a/b`, and `a/lib.rs` in `a`.
fn modules_of(file: &Path) -> PathBuf {
    let is_root =
        file.file_stem().is_some_and(|stem| ["lib", "main", "build"].contains(&stem.to_str().unwrap_or_default()));
    if is_root { file.parent().expect("a folder").to_owned() } else { file.with_extension("") }
}

/// The files that define each type outside tests.
fn places_of_types() -> BTreeMap<String, Vec<PathBuf>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut folders: Vec<PathBuf> =
        ["functions", "local", "shared", "tools"].iter().map(|name| root.join(name)).collect();
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            let tests_of_a_crate = path.ends_with("tests") && folder.join("Cargo.toml").is_file();
            if path.is_dir() && !tests_of_a_crate {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let definitions = Definitions::of(&fs::read_to_string(&path).expect("text"));
                files.push((path, definitions));
            }
        }
    }
    let test_modules: BTreeSet<PathBuf> = files
        .iter()
        .flat_map(|(path, found)| found.test_modules.iter().map(|module| modules_of(path).join(module)))
        .collect();
    let mut places = BTreeMap::<String, Vec<PathBuf>>::new();
    for (path, definitions) in files {
        let module = modules_of(&path);
        if test_modules.iter().any(|tests| module.starts_with(tests)) {
            continue;
        }
        let path = path.strip_prefix(&root).expect("a file of the workspace");
        for name in definitions.types {
            places.entry(name).or_default().push(path.to_owned());
        }
    }
    places
}

#[test]
fn definitions_leave_out_tests_and_associated_types() {
    let source = r#"
        use std::fmt as type_alias;
        #[derive(Debug)] #[cfg(feature = "schema")] pub(crate) struct Kept<'a>(&'a str);
        impl Iterator for Kept<'_> { type Item = u8; fn next(&mut self) -> impl Sized { enum InAFunction {} type Local = u8; } }
        trait Trait { type Associated; }
        pub type Alias = Kept<'static>;
        mod inner { union Both { a: u8, b: u8 } #[cfg(test)] mod in_a_file; }
        #[cfg(test)] mod tests { struct Left; mod below { enum Out {} } }
        #[cfg(test)] mod more;
        #[cfg(test)] struct OfTests { a: u8 }
        made! { struct InAMacro { type_: u8 } }
        mod last;
        "#;
    let found = Definitions::of(source);
    assert_eq!(found.types, ["Kept", "InAFunction", "Local", "Trait", "Alias", "Both", "InAMacro"]);
    assert_eq!(found.test_modules, [Path::new("inner/in_a_file"), Path::new("more")]);
}

#[test]
fn type_name_has_one_meaning() {
    let places = places_of_types();
    assert!(places.len() > 1000, "only {} types were found", places.len());
    let twice: BTreeMap<_, _> = places.iter().filter(|(_, places)| places.len() > 1).collect();
    let is_same = |name: &str, path: &Path| {
        let mut same = SAME_MEANING.iter().filter(|same| same.names.contains(&name));
        same.any(|same| same.places.iter().any(|place| path.to_string_lossy().starts_with(place)))
    };
    let new: Vec<_> = twice.iter().filter(|(name, paths)| !paths.iter().all(|path| is_same(name, path))).collect();
    assert!(
        new.is_empty(),
        "give each of these types a name of its own, or, if its definitions mean the same, say so in SAME_MEANING: {new:#?}"
    );
    for SameMeaning { meaning, names, .. } in SAME_MEANING {
        for name in *names {
            assert!(
                twice.contains_key(&(*name).to_owned()),
                "{name} stands once only: take it out of SAME_MEANING, {meaning:?}"
            );
        }
    }
}
