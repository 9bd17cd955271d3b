//! The HTML pages: sign-in and errors. They contain no script and load nothing.
//!
//! [`Text`] escapes everything that comes from a request. The module does not know what is sent where.

use std::fmt;

use localhost::HtmlText as Text;

use super::{
    people::DevPerson,
    request::{AuthorizationRequest, Back},
};

const STYLE: &str = include_str!("page.css");

/// The sign-in page.
pub(super) struct SignIn<'a> {
    pub(super) request: &'a AuthorizationRequest,
    pub(super) people: &'a [DevPerson],
    pub(super) typed: Option<Typed<'a>>,
}

/// Rejected input of the form.
pub(super) struct Typed<'a> {
    pub(super) email: &'a str,
    pub(super) name: &'a str,
    pub(super) mistake: Mistake,
}

/// The invalid field.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Mistake {
    Email,
    Name,
}

/// The error page.
pub(super) struct Refused {
    pub(super) problem: &'static str,
}

impl fmt::Display for SignIn<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        head(f, "Development sign-in: a fake, checks no password")?;
        let carried = Carried(self.request);
        if !self.people.is_empty() {
            write!(
                f,
                "<section aria-labelledby=\"people\">\n<h2 id=\"people\">Sign in as</h2>\n\
                 <form method=\"post\" action=\"authorize\">\n{carried}<ul>\n"
            )?;
            for person in self.people {
                write!(f, "{}", Button(person))?;
            }
            f.write_str("</ul>\n</form>\n</section>\n")?;
        }
        let (email, name) = self.typed.as_ref().map_or(("", ""), |typed| (typed.email, typed.name));
        let wrong = |field| self.typed.as_ref().is_some_and(|typed| typed.mistake == field);
        let (marked_email, email_problem) =
            problem(wrong(Mistake::Email), "email", "Not an e-mail address, such as dana@example.com.");
        let (marked_name, name_problem) =
            problem(wrong(Mistake::Name), "name", "A name has at most 100 characters, on one line.");
        write!(
            f,
            "<section aria-labelledby=\"else\">\n<h2 id=\"else\">Someone else</h2>\n\
             <form method=\"post\" action=\"authorize\">\n{carried}\
             <label for=\"email\">E-mail</label>\n\
             <input id=\"email\" name=\"email\" type=\"email\" required maxlength=\"254\" autocomplete=\"email\" \
             value=\"{}\"{marked_email}>\n{email_problem}\
             <label for=\"name\">Name <span>(optional)</span></label>\n\
             <input id=\"name\" name=\"name\" maxlength=\"100\" autocomplete=\"name\" value=\"{}\"{marked_name}>\n\
             {name_problem}<button class=\"go\">Continue</button>\n</form>\n</section>\n",
            Text(email),
            Text(name),
        )?;
        let origin = self.request.back.origin();
        foot(f, format_args!("You will be sent back to <b>{}</b>, which is on this machine.", Text(&origin)))
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        head(f, "This sign-in cannot continue")?;
        write!(f, "<section>\n<h2>This sign-in cannot continue</h2>\n<p>{}</p>\n</section>\n", Text(self.problem))?;
        foot(f, format_args!("You are not sent anywhere. Go back, or close this page."))
    }
}

/// The attributes of a field and the message below it.
fn problem(is_wrong: bool, field: &'static str, what: &'static str) -> (String, String) {
    if !is_wrong {
        return (String::new(), String::new());
    }
    (
        format!(" aria-invalid=\"true\" aria-describedby=\"{field}-problem\" autofocus"),
        format!("<p class=\"problem\" id=\"{field}-problem\" role=\"alert\">{what}</p>\n"),
    )
}

/// A person, as a button that sends their address.
struct Button<'a>(&'a DevPerson);

impl fmt::Display for Button<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let DevPerson { email, name, describes, .. } = self.0;
        let initials: String = name.split_whitespace().filter_map(|word| word.chars().next()).take(2).collect();
        writeln!(
            f,
            "<li><button name=\"email\" value=\"{0}\"><span class=\"initials\" aria-hidden=\"true\">{1}</span>\
             <span class=\"who\"><b>{2}</b><span>{3}</span><small>{0}</small></span></button></li>",
            Text(email),
            Text(&initials.to_uppercase()),
            Text(name),
            Text(describes),
        )
    }
}

/// The request, in hidden fields.
struct Carried<'a>(&'a AuthorizationRequest);

impl fmt::Display for Carried<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let AuthorizationRequest { client, back, challenge, nonce } = self.0;
        let fields = [
            ("response_type", Some("code")),
            ("client_id", Some(*client)),
            ("redirect_uri", Some(Back::redirect_uri(back))),
            ("state", back.state()),
            ("code_challenge", Some(challenge.as_str())),
            ("code_challenge_method", Some("S256")),
            ("nonce", nonce.as_deref()),
        ];
        for (name, value) in fields {
            if let Some(value) = value {
                writeln!(f, "<input type=\"hidden\" name=\"{name}\" value=\"{}\">", Text(value))?;
            }
        }
        Ok(())
    }
}

fn head(f: &mut fmt::Formatter<'_>, title: &'static str) -> fmt::Result {
    write!(
        f,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"robots\" content=\"noindex\">\n<title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n\
         <body>\n<main>\n<header>\n<h1>Development sign-in: <span>a fake, checks no password</span></h1>\n\
         <p>Anybody can be anyone here, and it proves nothing. Where the system is deployed, Amazon Cognito takes its \
         place.</p>\n</header>\n"
    )
}

fn foot(f: &mut fmt::Formatter<'_>, last: fmt::Arguments<'_>) -> fmt::Result {
    write!(f, "<footer>{last}</footer>\n</main>\n</body>\n</html>\n")
}
