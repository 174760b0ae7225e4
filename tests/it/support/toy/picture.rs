//! How the toy looks.

use super::engine::Errand;
use super::*;

fn charts(gain: f64) -> Vec<Chart> {
    let series = |name: &str, hue, kind, heights: [f64; 5]| Series {
        name: name.to_owned(),
        hue,
        kind,
        points: heights.iter().enumerate().map(|(k, y)| Point::new(k as f64 + 0.5, *y)).collect(),
    };
    let mark = Mark { at: Point::new(2.5, 2.0), kind: MarkKind::Stable, label: "top".to_owned() };
    vec![
        Chart {
            series: vec![
                series("spread", Hue::Teal, SeriesKind::Band { high: vec![2.0, 3.0, 4.0, 3.0, 2.0] }, [1.0; 5]),
                series("counts", Hue::Neutral, SeriesKind::Bars, [1.0, 2.0, gain, 2.0, 1.0]),
                series("mean", Hue::Amber, SeriesKind::Curve, [1.0, 2.0, f64::NAN, 2.0, 1.5]),
                series("trials", Hue::Violet, SeriesKind::Dots, [0.5, 1.5, 2.5, 1.5, 0.5]),
            ],
            marks: vec![mark],
            note: "over five trials".to_owned(),
            ..Chart::default()
        },
        Chart {
            series: vec![series("error", Hue::Green, SeriesKind::Curve, [1e2, 1.0, 0.0, 1e-3, 1e-4])],
            ..Chart::default()
        },
    ]
}
impl Toy {
    /// Breaks if it is told to do so here.
    pub(super) fn may_break(&self, at: &str) {
        assert!(BREAKS_AT[self.breaks] != at, "the toy was told to break at {at}");
    }

    /// What is to break later.
    pub(super) fn errand(&self, at: &'static str) -> Option<Box<dyn Chore>> {
        (BREAKS_AT[self.breaks] == at).then(|| Box::new(Errand { toy: self.clone(), at }) as Box<dyn Chore>)
    }

    /// The lines of population A: slope 0.2 k, height 1 and what a hand added.
    fn lines(&self) -> Vec<NeuronLine> {
        let line = |k: u32| {
            let height = 1.0 + self.lift.get(&(k as usize)).copied().unwrap_or(0.0);
            let state = if self.mute.contains_key(&(k as usize)) { LineState::Silenced } else { LineState::Acting };
            NeuronLine {
                neuron: NeuronId { population: 0, index: k },
                half_plane: HalfPlane::new(0.2 * f64::from(k), -1.0, -height),
                touch: Point::new(1.0, height + 0.2 * f64::from(k)),
                state,
                handles: LineHandles { shift: Some(&HOIST), ..LineHandles::default() },
            }
        };
        (0..self.n as u32).map(line).collect()
    }

    /// A plane with all at once: two states, two flows, shades, a loop that is drawn by hand, dots to be brushed.
    fn third(&self) -> Plane {
        let round = |k: usize, n: usize, r: f64| {
            let (sin, cos) = (std::f64::consts::TAU * k as f64 / n as f64).sin_cos();
            Point::new(2.0 + r * cos, 2.0 + r * sin)
        };
        let circle: Vec<Point> = (0..=24).map(|k| round(k % 24, 24, 1.2)).collect();
        let drawn = self.knots.chunks_exact(2).map(|pair| Point::new(pair[0], pair[1]));
        let closed: Vec<Point> = drawn.clone().chain(drawn.take(1)).collect();
        let label = "asked for";
        let asked = Curve {
            kind: CurveKind::Target,
            hue: Hue::Neutral,
            label,
            points: if closed.is_empty() { circle } else { closed },
        };
        let far = [Point::new(3.0, -1e12), Point::new(1e12, -1e12), Point::new(f64::INFINITY, 1e12)];
        let beyond = far.into_iter().chain([Point::new(3.0, 1e12)]).collect();
        let grid = |f: &dyn Fn(f64, f64) -> Vector| FlowField::Grid {
            range: [[0.0, 4.0]; 2],
            cells: [12, 12],
            vectors: (0..144).map(|k| f(f64::from(k % 12) / 3.0 - 2.0, f64::from(k / 12) / 3.0 - 2.0)).collect(),
        };
        let trail = |label, hue, signals, pull| Trail {
            label,
            hue,
            signals,
            with_spikes: false,
            pull: Some(pull),
            seconds: None,
        };
        Plane {
            draws: Some(Drawing::Loop),
            brush: Some(&WIPE),
            dots: (0..self.n)
                .map(|k| Dot {
                    at: round(k, self.n, 1.6),
                    hue: if k < self.n / 2 { Hue::Amber } else { Hue::Blue },
                    neuron: Some(NeuronId { population: 0, index: k as u32 }),
                })
                .collect(),
            curves: vec![asked],
            regions: vec![Region { hue: Hue::Blue, shape: RegionShape::Polygon(beyond), label: "beyond" }],
            shades: Some(Shades {
                label: "depth",
                range: [[0.0, 4.0]; 2],
                cells: [20, 20],
                values: (0..400).map(|k| ((k % 20) as f32 / 9.5 - 1.0) * ((k / 20) as f32 / 9.5 - 1.0) * 0.3).collect(),
                ends: None,
                hue: Hue::Neutral,
                is_signed: true,
            }),
            flows: vec![
                Flow { label: "wanted", hue: Hue::Amber, field: grid(&|x, y| Vector::new(-y, x)) },
                Flow { label: "done", hue: Hue::Teal, field: grid(&|x, y| Vector::new(-y - 0.3 * x, x - 0.3 * y)) },
            ],
            trails: vec![trail("leader", Hue::Neutral, [4, 5], &LEAD), trail("follower", Hue::Violet, [6, 7], &TRAIL)],
            ..Plane::default()
        }
    }

    pub(super) fn depict(&self) -> Depiction {
        let edge = vec![Point::new(-10.0, 1.0), Point::new(2.0, 2.0), Point::new(10.0, 6.0)];
        let at = Point::new(0.5, self.gain);
        let plane = Plane {
            subtitle: format!("gain {}", self.gain),
            lines: self.lines(),
            grips: vec![Grip::new(&TURN_UP, GripShape::Disc, at).colored(Hue::Blue)],
            curves: vec![Curve { kind: CurveKind::Boundary, hue: Hue::Blue, label: "edge", points: edge.clone() }],
            regions: vec![Region { hue: Hue::Blue, shape: RegionShape::Under(edge), label: "fires" }],
            rest_label: "rest",
            flows: vec![Flow { label: "", hue: Hue::Neutral, field: FlowField::Leak([100.0, 100.0]) }],
            state: Some(&SHOVE),
            marks: vec![
                Mark { at: Point::new(2.0, 2.0), kind: MarkKind::Stable, label: "holds".to_owned() },
                Mark { at: Point::new(3.0, 2.5), kind: MarkKind::Unstable, label: "does not".to_owned() },
            ],
            dots: vec![Dot { at: Point::new(3.5, 3.5), hue: Hue::Neutral, neuron: None }],
            jumps: vec![vec![Vector::new(0.3, 0.0); self.n].into(), vec![Vector::new(0.0, 0.3); 2].into()],
            ..Plane::default()
        };
        let straight = vec![Point::new(0.0, 0.0), Point::new(4.0, 3.0)];
        let second = Plane {
            curves: [CurveKind::Theory, CurveKind::Target]
                .map(|kind| Curve { kind, hue: Hue::Neutral, label: "line", points: straight.clone() })
                .into(),
            cursor: Some(Cursor { x: 1.0, verb: Some(&PLAY) }),
            brush: Some(&WIPE),
            dots: (0..self.n as u32)
                .map(|index| Dot {
                    at: Point::new(0.5 + 3.0 * f64::from(index) / self.n as f64, 3.5),
                    hue: Hue::Amber,
                    neuron: Some(NeuronId { population: 0, index }),
                })
                .collect(),
            regions: vec![Region {
                hue: Hue::Amber,
                shape: RegionShape::Polygon(vec![Point::new(1.0, 1.0), Point::new(3.0, 1.0), Point::new(2.0, 3.0)]),
                label: "inside",
            }],
            shades: Some(Shades {
                label: "depth",
                range: [[0.0, 4.0]; 2],
                cells: [2, 2],
                values: vec![-1.0, 0.5, f32::NAN, 1.0],
                ends: None,
                hue: Hue::Neutral,
                is_signed: true,
            }),
            flows: [(Hue::Amber, 1.0), (Hue::Teal, -1.0)]
                .map(|(hue, sign)| Flow {
                    label: if sign > 0.0 { "up" } else { "down" },
                    hue,
                    field: FlowField::Grid {
                        range: [[0.0, 4.0]; 2],
                        cells: [2, 2],
                        vectors: vec![
                            Vector::new(1.0, sign),
                            Vector::zeros(),
                            Vector::new(0.0, sign),
                            Vector::new(2.0, 0.0),
                        ],
                    },
                })
                .into(),
            trails: [(Hue::Red, [0, 1]), (Hue::Violet, [0, 2])]
                .map(|(hue, signals)| Trail {
                    label: "way",
                    hue,
                    signals,
                    with_spikes: hue == Hue::Red,
                    pull: None,
                    seconds: None,
                })
                .into(),
            ..Plane::default()
        };
        Depiction {
            planes: vec![plane, second, self.third()],
            spaces: vec![Arc::new(Space {
                surfaces: vec![Surface {
                    hue: Hue::Red,
                    population: 0,
                    side: Side::Upper,
                    sheets: vec![Some(Sheet { slope: [0.5, 0.5], intercept: 0.5 }), None],
                }],
                paths: vec![SpacePath {
                    kind: CurveKind::Theory,
                    hue: Hue::Neutral,
                    points: vec![[0.0, 0.0, 1.0], [4.0, 4.0, 3.0]],
                }],
                fixed: [0.0, 1.0, 0.0],
                ..Space::default()
            })],
            theory: vec![Theory::new(1, 0.4 * self.gain)],
            theory_word: "",
            beside: Beside::default(),
            verdict: Some(("a toy".to_owned(), Some(true))),
            reason: "toys do as they like".to_owned(),
            predicted_cycle_s: Some(0.007),
            fields: vec![
                Field {
                    values: vec![0.0, 1.0, 2.0, 3.0],
                    range: [0.0, 3.0],
                    marked: self.lift.keys().copied().collect(),
                    kept: Vec::new(),
                },
                Field { values: vec![-2.0, 0.0, 1.0, f32::NAN, 0.5, -0.5], range: [-2.0, 1.0], ..Field::default() },
            ],
            readings: vec![Reading { id: "toys", name: "toys", value: 1.0, help: "how many" }],
            findings: vec![Finding::new("toy", Severity::Info, "a finding of the toy").with([("gain", self.gain)])],
            fixed_points: vec![FixedPoint {
                name: "still".to_owned(),
                at: Point::new(2.0, 2.0),
                holds: true,
                reason: "nothing pushes it".to_owned(),
            }],
            scores: vec![Score { signal: 1, rmse: 0.1, name: "guess", help: "How far the guess is off" }],
            all_well: "the toy is whole",
            validity: "Holds for toys.".to_owned(),
            charts: charts(self.gain),
        }
    }
}
