//! All colours, by hue. No other file names a colour.

use super::metrics;
use crate::picture::Hue;
use egui::{Color32, CornerRadius, FontId, Stroke, TextStyle, Visuals};

/// Light, dark, or high contrast.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mode {
    /// Dark background.
    Dark,
    /// Light background.
    Light,
    /// Black background, everything on it as strong as it can be: for projectors and for weak eyes.
    Contrast,
}

impl Mode {
    /// All, in the order in which a key walks through them.
    pub const ALL: [Mode; 3] = [Mode::Dark, Mode::Light, Mode::Contrast];

    /// Whether its background is dark.
    pub fn is_dark(self) -> bool {
        self != Mode::Light
    }

    /// The one after it.
    pub fn next(self) -> Mode {
        match self {
            Mode::Dark => Mode::Light,
            Mode::Light => Mode::Contrast,
            Mode::Contrast => Mode::Dark,
        }
    }

    /// Its word, in files.
    pub fn name(self) -> &'static str {
        match self {
            Mode::Dark => "dark",
            Mode::Light => "light",
            Mode::Contrast => "contrast",
        }
    }

    /// The one of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.name() == name)
    }
}

/// The palette.
#[derive(Clone, Debug, PartialEq)]
pub struct Theme {
    /// Light, dark, or high contrast.
    pub mode: Mode,
    /// Behind the cards.
    pub backdrop: Color32,
    /// A card.
    pub card: Color32,
    /// Hairlines: card edges, grid.
    pub hairline: Color32,
    /// Text.
    pub text: Color32,
    /// Less important text.
    pub weak: Color32,
    /// Rails of sliders, resting buttons.
    pub rail: Color32,
    /// The warm hue.
    pub red: Color32,
    /// The cool hue.
    pub blue: Color32,
    /// Amber, green, violet, teal: further signals, populations, series.
    pub further: [Color32; 4],
    /// All is well.
    pub good: Color32,
    /// Something may be wrong.
    pub bad: Color32,
    /// Something is wrong.
    pub error: Color32,
    /// How strongly regions are tinted, 0 to 1.
    tint: f32,
}

impl Theme {
    /// The palette of a mode.
    pub fn new(mode: Mode) -> Self {
        let rgb = Color32::from_rgb;
        match mode {
            Mode::Dark => Theme {
                mode,
                backdrop: rgb(20, 22, 26),
                card: rgb(29, 32, 38),
                hairline: rgb(50, 54, 62),
                text: rgb(236, 236, 232),
                weak: rgb(152, 157, 168),
                rail: rgb(58, 62, 71),
                red: rgb(0xf0, 0x5a, 0x47),
                blue: rgb(0x6f, 0xc0, 0xdc),
                further: [rgb(0xe0, 0xa8, 0x3c), rgb(0x7f, 0xc0, 0x6a), rgb(0xb0, 0x8c, 0xe0), rgb(0x4c, 0xc2, 0xa8)],
                good: rgb(106, 196, 138),
                bad: rgb(255, 186, 92),
                error: rgb(255, 140, 130),
                tint: 0.14,
            },
            Mode::Light => Theme {
                mode,
                backdrop: rgb(244, 244, 242),
                card: rgb(255, 255, 255),
                hairline: rgb(222, 222, 218),
                text: rgb(30, 33, 40),
                weak: rgb(104, 110, 121),
                rail: rgb(217, 217, 213),
                red: rgb(0xd8, 0x3d, 0x28),
                blue: rgb(0x1b, 0x5c, 0x79),
                further: [rgb(0x9a, 0x66, 0x06), rgb(0x43, 0x7e, 0x2b), rgb(0x7c, 0x52, 0xb8), rgb(0x11, 0x7d, 0x69)],
                good: rgb(36, 132, 74),
                bad: rgb(176, 96, 0),
                error: rgb(190, 30, 30),
                tint: 0.10,
            },
            Mode::Contrast => Theme {
                mode,
                backdrop: rgb(0, 0, 0),
                card: rgb(0, 0, 0),
                hairline: rgb(92, 92, 92),
                text: rgb(255, 255, 255),
                weak: rgb(214, 214, 214),
                rail: rgb(84, 84, 84),
                red: rgb(0xff, 0x7a, 0x66),
                blue: rgb(0x8f, 0xdc, 0xff),
                further: [rgb(0xff, 0xc8, 0x3c), rgb(0x98, 0xe8, 0x78), rgb(0xd0, 0xb0, 0xff), rgb(0x5a, 0xec, 0xd0)],
                good: rgb(124, 240, 160),
                bad: rgb(255, 200, 80),
                error: rgb(255, 150, 140),
                tint: 0.16,
            },
        }
    }

    /// The colour of a hue.
    pub fn hue(&self, hue: Hue) -> Color32 {
        match hue {
            Hue::Red => self.red,
            Hue::Blue => self.blue,
            Hue::Neutral => self.text,
            Hue::Amber => self.further[0],
            Hue::Green => self.further[1],
            Hue::Violet => self.further[2],
            Hue::Teal => self.further[3],
        }
    }

    /// The same for what is drawn pale, beside what counts.
    #[must_use]
    pub fn pale(&self) -> Theme {
        let pale = |color: Color32| self.card.lerp_to_gamma(color, 0.45);
        Theme {
            red: pale(self.red),
            blue: pale(self.blue),
            further: self.further.map(pale),
            text: pale(self.text),
            weak: pale(self.weak),
            tint: 0.4 * self.tint,
            ..self.clone()
        }
    }

    /// The colour of a hue as a faint area.
    pub fn area(&self, hue: Hue) -> Color32 {
        self.hue(hue).gamma_multiply(self.tint)
    }

    /// The colour of a hue for a part of a map, paler where it is akin to another of the same hue.
    pub fn ground(&self, hue: Hue, is_pale: bool) -> Color32 {
        let full = match (self.mode, hue) {
            (_, Hue::Neutral) => 0.16,
            (Mode::Dark, _) => 0.42,
            (Mode::Contrast, _) => 0.5,
            (Mode::Light, _) => 0.34,
        };
        self.card.lerp_to_gamma(self.hue(hue), if is_pale { 0.5 * full } else { full })
    }

    /// The colour of a hue for what lies behind everything.
    pub fn faint(&self, hue: Hue) -> Color32 {
        self.hue(hue).gamma_multiply(0.38)
    }

    /// The colour of a hue for one of so many lines: each is to be seen where they are few, their density where they are
    /// many.
    pub fn line(&self, hue: Hue, count: usize) -> Color32 {
        let strength = match count {
            0..=20 => 0.85,
            21..=60 => 0.45,
            _ => 0.19,
        };
        self.hue(hue).gamma_multiply(strength)
    }

    /// The colour of a hue on a surface with so much light on it, 0 to 1.
    pub fn facet(&self, hue: Hue, light: f32) -> Color32 {
        let strength = 0.22 + 0.5 * light.clamp(0.0, 1.0);
        self.card.lerp_to_gamma(self.hue(hue), strength).gamma_multiply(0.93)
    }

    /// The colour of a hue for a number between nothing, 0, and much, 1.
    pub fn heat(&self, hue: Hue, part: f32) -> Color32 {
        self.backdrop.lerp_to_gamma(self.hue(hue), part.clamp(0.0, 1.0))
    }

    /// The colour of a cell of a hue with so much light in it, 0 to 1.
    pub fn lit(&self, hue: Hue, light: f32) -> Color32 {
        let light = light.clamp(0.0, 1.0);
        let full = self.hue(hue).lerp_to_gamma(Color32::WHITE, if self.mode.is_dark() { 0.35 * light } else { 0.0 });
        self.card.lerp_to_gamma(full, 0.16 + 0.84 * light)
    }

    /// The colour of a signed number, from -1 over 0, which is as the background, to 1.
    pub fn diverging(&self, part: f32) -> Color32 {
        let end = if part < 0.0 { self.blue } else { self.red };
        self.backdrop.lerp_to_gamma(end, part.abs().clamp(0.0, 1.0))
    }

    /// Makes egui's own widgets look alike.
    pub fn apply(&self, ctx: &egui::Context) {
        let theme = if self.mode.is_dark() { egui::Theme::Dark } else { egui::Theme::Light };
        ctx.set_theme(theme);
        ctx.style_mut_of(theme, |style| {
            let mut visuals = if self.mode.is_dark() { Visuals::dark() } else { Visuals::light() };
            visuals.panel_fill = self.backdrop;
            visuals.window_fill = self.card;
            visuals.extreme_bg_color = self.backdrop;
            visuals.window_stroke = Stroke::new(1.0, self.hairline);
            visuals.override_text_color = Some(self.text);
            visuals.weak_text_color = Some(self.weak);
            visuals.selection.bg_fill = self.rail;
            visuals.selection.stroke = Stroke::new(1.0, self.text);
            let corner_radius = CornerRadius::same(metrics::RADIUS);
            let widgets = &mut visuals.widgets;
            for (widget, fill) in [
                (&mut widgets.noninteractive, self.card),
                (&mut widgets.inactive, self.rail),
                (&mut widgets.hovered, self.weak.gamma_multiply(0.55)),
                (&mut widgets.active, self.weak),
                (&mut widgets.open, self.rail),
            ] {
                widget.bg_fill = fill;
                widget.weak_bg_fill = if fill == self.rail { self.card } else { fill };
                widget.fg_stroke = Stroke::new(1.0, self.text);
                widget.bg_stroke = Stroke::new(1.0, self.hairline);
                widget.corner_radius = corner_radius;
                widget.expansion = 0.0;
            }
            // Slider knobs and rails.
            widgets.inactive.fg_stroke = Stroke::new(1.0, self.text);
            widgets.inactive.bg_stroke = Stroke::NONE;
            style.visuals = visuals;
            let set = |value: f64, decimals| {
                egui::emath::format_with_decimals_in_range(value, decimals).replace('-', "\u{2212}")
            };
            style.number_formatter = egui::style::NumberFormatter::new(set);
            // A label must not take the click from its row.
            style.interaction.selectable_labels = false;
            style.spacing.slider_rail_height = 4.0;
            style.spacing.item_spacing = egui::vec2(8.0, 4.0);
            style.spacing.interact_size.y = 20.0;
            style.text_styles = [
                (TextStyle::Small, FontId::proportional(metrics::SMALL)),
                (TextStyle::Body, FontId::proportional(metrics::TEXT)),
                (TextStyle::Button, FontId::proportional(metrics::TEXT)),
                (TextStyle::Heading, FontId::proportional(metrics::HEADING)),
                (TextStyle::Monospace, FontId::monospace(metrics::TEXT)),
            ]
            .into();
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative luminance, WCAG 2.
    fn luminance(color: Color32) -> f64 {
        let linear = |c: u8| {
            let c = f64::from(c) / 255.0;
            if c <= 0.03928 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(color.r()) + 0.7152 * linear(color.g()) + 0.0722 * linear(color.b())
    }

    fn contrast(a: Color32, b: Color32) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn all_can_be_read_and_told_apart_without_colour() {
        for mode in Mode::ALL {
            let theme = Theme::new(mode);
            let words = Hue::ALL.map(|hue| theme.hue(hue)).into_iter().chain([
                theme.weak,
                theme.text,
                theme.good,
                theme.bad,
                theme.error,
            ]);
            // WCAG 2: AA for all, AAA where contrast is asked for.
            let least = if mode == Mode::Contrast { 7.0 } else { 4.5 };
            for color in words {
                assert!(contrast(color, theme.card) >= least, "{mode:?} {color:?}: {}", contrast(color, theme.card));
            }
            // The edges of controls are seen where contrast is asked for.
            if mode == Mode::Contrast {
                for edge in [theme.hairline, theme.rail] {
                    assert!(contrast(edge, theme.card) >= 2.5, "{edge:?}: {}", contrast(edge, theme.card));
                }
            }
            assert!(contrast(theme.red, theme.blue) >= 1.5, "{mode:?}: {}", contrast(theme.red, theme.blue));
            // A line of few, on the card and where a population fires.
            for hue in [Hue::Red, Hue::Blue] {
                let over = |below: Color32, hue: Hue, strength: f32| below.lerp_to_gamma(theme.hue(hue), strength);
                for below in
                    [theme.card, over(theme.card, Hue::Red, theme.tint), over(theme.card, Hue::Blue, theme.tint)]
                {
                    let strength = f32::from(theme.line(hue, 20).a()) / 255.0;
                    let seen = contrast(over(below, hue, strength), below);
                    let least = if mode == Mode::Contrast { 4.5 } else { 3.0 };
                    assert!(seen >= least, "{mode:?} {hue:?}: {seen}");
                }
            }
        }
    }
}
