//! A finished drawing: its marks and its size, written as an `<svg>` element only where one is asked for.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::{Frame, svg::Escaped};

/// A finished drawing. It displays and serializes as the `<svg>` element for a page.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawing {
    /// Prefix of its ids: slug and size.
    id: String,
    /// Kind of chart and size.
    class: String,
    title: String,
    desc: String,
    /// Width in units of the viewBox.
    pub width: f64,
    /// Height in units of the viewBox.
    pub height: f64,
    /// Everything that is seen, as SVG elements.
    pub(crate) marks: String,
    /// Places that a reader may point at, as SVG elements.
    targets: String,
}

impl Drawing {
    /// The drawing of `frame`, `width` and `height` units large.
    pub(crate) fn new(
        frame: &Frame<'_>,
        kind: &str,
        (width, height): (f64, f64),
        [marks, targets]: [String; 2],
    ) -> Drawing {
        let size = frame.size.name();
        Drawing {
            id: format!("{}-{size}", frame.slug),
            class: format!("drawing {kind} {size}"),
            title: frame.title.to_owned(),
            desc: frame.desc.to_owned(),
            width,
            height,
            marks,
            targets,
        }
    }

    /// Leaves out the description, for a page whose text says the same next to the drawing.
    #[must_use]
    pub fn without_description(self) -> Drawing {
        Drawing { desc: String::new(), ..self }
    }

    /// The start of the `<svg>` element, up to its description, with further attributes and a further class.
    pub(crate) fn head(&self, further_class: &str, attributes: fmt::Arguments<'_>) -> String {
        let Drawing { id, class, .. } = self;
        let (title, desc) = (Escaped(&self.title), Escaped(&self.desc));
        let start = format!("<svg class=\"{class}{further_class}\" role=\"img\" {attributes}");
        if self.desc.is_empty() {
            return format!("{start}>\n<title>{title}</title>\n");
        }
        format!(
            "{start} aria-labelledby=\"{id}-title {id}-desc\">\n\
             <title id=\"{id}-title\">{title}</title>\n<desc id=\"{id}-desc\">{desc}</desc>\n",
        )
    }
}

impl fmt::Display for Drawing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Drawing { width, height, marks, targets, .. } = self;
        let head = self.head("", format_args!("viewBox=\"0 0 {width} {height}\""));
        writeln!(f, "{head}{marks}{targets}</svg>")
    }
}

impl Serialize for Drawing {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
