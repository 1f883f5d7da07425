//! Which colours meet, and how far apart they must stand.
//!
//! WCAG 2.2: text 4.5:1 (1.4.3), and 3:1 for what has to be seen of a control, such as the ring of the focus (1.4.11).

use super::colour::{Colour, Ratio};
use super::palette::{Palette, SURFACES, Scheme};

const TEXT: Ratio = Ratio(4.5);
const EDGE: Ratio = Ratio(3.0);

/// What a colour stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ground {
    /// Another colour of the palette.
    Setting(&'static str),
    /// What is the same for everybody.
    Fixed(&'static str),
}

/// A pair that cannot be told apart well enough.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TooLittle {
    /// The setting of the palette that stands on the ground, or that fixed text stands on.
    pub setting: &'static str,
    /// Its colour.
    pub colour: Colour,
    /// The other one.
    pub ground: Ground,
    /// Its colour.
    pub ground_colour: Colour,
    /// How far they stand apart.
    pub ratio: Ratio,
    /// How far they must.
    pub needed: Ratio,
}

/// A colour, and everything that it meets.
struct Meeting {
    setting: &'static str,
    grounds: &'static [Ground],
    needed: Ratio,
    /// None: in both.
    only: Option<Scheme>,
}

use Ground::{Fixed, Setting};

/// Kept in step with the styles under `web`: what is new there and uses the palette belongs here.
const MEETINGS: &[Meeting] = &[
    text("on_brand", &[Setting("brand")]),
    text("on_brand", &[Setting("brand_deep")]),
    text("on_brand_soft", &[Setting("brand")]),
    text("on_brand_soft_ground", &[Setting("brand_soft")]),
    text("on_brand_soft_ground", &[Fixed("paper")]),
    text("own_ink", &[Setting("own_ground")]),
    // In the dark, buttons take the ground of one's own words: the header's would hardly be seen there.
    Meeting { only: Some(Scheme::Dark), ..text("on_brand", &[Setting("own_ground")]) },
    text("link", &[Setting("brand_soft")]),
    text(
        "link",
        &[
            Fixed("ground"),
            Fixed("paper"),
            Fixed("paper-raised"),
            Fixed("agent-ground"),
            Fixed("assistant-ground"),
            Fixed("notice-ground"),
            Fixed("danger-ground"),
        ],
    ),
    text("brand_soft", &[Fixed("ink"), Fixed("ink-soft")]),
    Meeting { needed: EDGE, ..text("focus", &[Setting("brand_soft")]) },
    Meeting {
        needed: EDGE,
        ..text(
            "focus",
            &[
                Fixed("ground"),
                Fixed("paper"),
                Fixed("paper-raised"),
                Fixed("agent-ground"),
                Fixed("assistant-ground"),
                Fixed("notice-ground"),
            ],
        )
    },
];

const fn text(setting: &'static str, grounds: &'static [Ground]) -> Meeting {
    Meeting { setting, grounds, needed: TEXT, only: None }
}

/// Every pair of a palette that stands too close together; of what meets several fixed colours, the worst one.
#[must_use]
pub fn too_little(palette: &Palette, scheme: Scheme) -> Vec<TooLittle> {
    let here = MEETINGS.iter().filter(|meeting| meeting.only.is_none_or(|only| only == scheme));
    here.filter_map(|meeting| worst(meeting, palette, scheme)).filter(|found| found.ratio < found.needed).collect()
}

fn worst(meeting: &Meeting, palette: &Palette, scheme: Scheme) -> Option<TooLittle> {
    let Meeting { setting, needed, .. } = *meeting;
    let colour = of_palette(palette, setting)?;
    let pairs = meeting.grounds.iter().filter_map(|ground| {
        let ground_colour = match ground {
            Setting(name) => of_palette(palette, name),
            Fixed(name) => fixed(name, scheme),
        }?;
        let ratio = colour.contrast(ground_colour);
        Some(TooLittle { setting, colour, ground: *ground, ground_colour, ratio, needed })
    });
    pairs.min_by(|one, two| one.ratio.0.total_cmp(&two.ratio.0))
}

fn of_palette(palette: &Palette, wanted: &str) -> Option<Colour> {
    palette.named().into_iter().find(|(name, _)| *name == wanted).map(|(_, colour)| colour)
}

fn fixed(wanted: &str, scheme: Scheme) -> Option<Colour> {
    let (_, light, dark) = SURFACES.into_iter().find(|(name, ..)| *name == wanted)?;
    Some(if scheme == Scheme::Light { light } else { dark })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn colour(text: &str) -> Colour {
        Colour::try_from(text.to_owned()).expect("a colour")
    }

    fn light() -> Palette {
        Palette {
            brand: colour("#0d4a7a"),
            brand_deep: colour("#093659"),
            on_brand: colour("#ffffff"),
            on_brand_soft: colour("#d3e3f0"),
            brand_soft: colour("#e7f0f7"),
            on_brand_soft_ground: colour("#0b3c63"),
            link: colour("#0d4a7a"),
            own_ground: colour("#0d4a7a"),
            own_ink: colour("#ffffff"),
            focus: colour("#0d4a7a"),
        }
    }

    fn told(palette: &Palette, scheme: Scheme) -> Vec<String> {
        let found = too_little(palette, scheme).into_iter();
        found.map(|pair| format!("{} {:?} {} of {}", pair.setting, pair.ground, pair.ratio, pair.needed)).collect()
    }

    #[test]
    fn every_name_that_meets_another_is_one_that_there_is() {
        for meeting in MEETINGS {
            assert!(of_palette(&light(), meeting.setting).is_some(), "{}", meeting.setting);
            for ground in meeting.grounds {
                let found = match ground {
                    Setting(name) => of_palette(&light(), name),
                    Fixed(name) => fixed(name, Scheme::Dark),
                };
                assert!(found.is_some(), "{ground:?}");
            }
        }
    }

    #[test]
    fn every_colour_of_the_palette_meets_something() {
        for (name, _) in light().named() {
            let met = |meeting: &Meeting| meeting.setting == name || meeting.grounds.contains(&Setting(name));
            assert!(MEETINGS.iter().any(met), "{name}");
        }
    }

    #[test]
    fn text_needs_four_and_a_half_and_the_ring_of_the_focus_three() {
        assert_eq!(told(&light(), Scheme::Light), [""; 0]);
        let pale = Palette { brand: colour("#ffcc00"), ..light() };
        assert_eq!(
            told(&pale, Scheme::Light),
            ["on_brand Setting(\"brand\") 1,5:1 of 4,5:1", "on_brand_soft Setting(\"brand\") 1,1:1 of 4,5:1"]
        );
        let faint = Palette { focus: colour("#949494"), ..light() };
        assert_eq!(
            told(&faint, Scheme::Light),
            ["focus Setting(\"brand_soft\") 2,6:1 of 3,0:1", "focus Fixed(\"assistant-ground\") 2,6:1 of 3,0:1"]
        );
    }

    #[test]
    fn a_button_in_the_dark_stands_on_the_ground_of_ones_own_words() {
        let pale = Palette { own_ground: colour("#e0e0e0"), own_ink: colour("#000000"), ..light() };
        assert_eq!(told(&pale, Scheme::Light), [""; 0]);
        assert!(told(&pale, Scheme::Dark).contains(&"on_brand Setting(\"own_ground\") 1,3:1 of 4,5:1".to_owned()));
    }
}
