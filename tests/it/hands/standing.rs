//! How a network stands, and what is said of it.

use super::*;

/// What the checks say of Fig. 4d after these edits.
fn findings(edits: &[(&str, f64)]) -> Depiction {
    let edits: Vec<Edit> = edits.iter().map(|(id, v)| Edit::new(*id, Value::Number(*v))).collect();
    let changed = apply(&setup("fig-4d"), &edits).unwrap().0;
    sketch(&changed, &Given { x: 1.0, injected: [0.0; 2] })
}

#[test]
fn every_check_of_section_9_says_what_it_found() {
    let says = |depiction: &Depiction, severity: Severity, words: &str| {
        let found = depiction.findings.iter().any(|f| f.severity == severity && f.text.contains(words));
        assert!(found, "no {severity:?} about {words:?} in {:?}", depiction.findings);
    };
    assert!(findings(&[]).findings.is_empty(), "the preset is in order: {:?}", findings(&[]).findings);
    says(&findings(&[("e_slope", -0.5)]), Severity::Error, "Dale's law");
    says(&findings(&[("i_slope", 0.0)]), Severity::Warning, "E cannot recruit I");
    says(&findings(&[("d_e", 0.0)]), Severity::Warning, "size 0");
    says(&findings(&[("d_i", 0.0)]), Severity::Warning, "size 0");
    // The five regimes of section 10, item 9.
    says(&findings(&[("e_slope", 1.5), ("i_slope", 1.0), ("i_offset", 0.5)]), Severity::Warning, "runaway");
    says(&findings(&[("e_offset", -0.5), ("i_offset", -1.5)]), Severity::Info, "quiescent");
    says(&findings(&[("e_offset", 0.5), ("i_offset", 1.0)]), Severity::Info, "only I fires");
    says(&findings(&[("d_e", 3.0)]), Severity::Info, "larger than the crossing's");
    says(&findings(&[("tau_i_ratio", 1.5)]), Severity::Info, "time constants");
    // y_E*/D_E + y_I*/D_I = 2/0.05 + 3/0.05 = 100 of 1/(dt leak) = 200 is the half; smaller spikes ask for more.
    assert!(!findings(&[("d_e", 0.05), ("d_i", 0.051)]).findings.iter().any(|f| f.text.contains("one spike a step")));
    says(&findings(&[("d_e", 0.05), ("d_i", 0.045)]), Severity::Warning, "one spike a step allows 200");

    // Explicit arrays can hold what a hand cannot make: a vertical E line, an I neuron without a reset.
    let arrays = |e_ei: f64, e_ii: f64| {
        let one = |v: f64| Value::List(vec![v]);
        let edits = [
            Edit::new("design", Value::Choice("explicit".into())),
            Edit::new("explicit_d_e", one(0.6)),
            Edit::new("explicit_e_ee", one(1.0)),
            Edit::new("explicit_e_ei", one(e_ei)),
            Edit::new("explicit_f_e", one(0.0)),
            Edit::new("explicit_t_e", one(-1.0)),
            Edit::new("explicit_d_i", one(1.0)),
            Edit::new("explicit_e_ie", one(1.5)),
            Edit::new("explicit_e_ii", one(e_ii)),
            Edit::new("explicit_f_i", one(0.0)),
            Edit::new("explicit_t_i", one(0.0)),
        ];
        sketch(&apply(&setup("fig-4d"), &edits).unwrap().0, &Given::default())
    };
    says(&arrays(0.0, 1.0), Severity::Error, "ignores inhibition");
    says(&arrays(1.0, 0.0), Severity::Error, "not reset by its own spike");

    // Straight E, curved I: a saddle at 0.586 and a stable crossing at 3.414 (E: 2 + y, I: y^2/4 + 2.5).
    let mut two = setup("fig-4d");
    let edits = [
        ("e_offset", 2.0),
        ("i_offset", 2.5),
        ("i_slope", 0.0),
        ("i_curvature", 0.25),
        ("from", 0.0),
        ("to", 10.0),
        ("x_ref", 1.0),
    ];
    let edits =
        edits.iter().map(|(id, v)| Edit::new(*id, Value::Number(*v))).chain([Edit::new("n_i", Value::Count(801))]);
    two = apply(&two, &edits.collect::<Vec<_>>()).unwrap().0;
    let depiction = sketch(&two, &Given { x: 1.0, injected: [0.0; 2] });
    says(&depiction, Severity::Info, "cross 2 times");
    let names: Vec<&str> = depiction.fixed_points.iter().map(|point| point.name.as_str()).collect();
    assert!(names[0] == "saddle" && names[1].starts_with("stable"), "{names:?}");
    assert!((depiction.fixed_points[0].at.x - (2.0 - 2.0f64.sqrt())).abs() < 1e-2);
    assert_eq!(depiction.verdict.unwrap().0, "only I fires, up to a saddle");
}

#[test]
fn a_crossing_says_why_it_holds_in_numbers() {
    // Fig. 4d: slopes 1 and 1.5, h_E = 1, h_I = 0 (section 4.3).
    let depiction = findings(&[]);
    let point = &depiction.fixed_points[0];
    assert!(point.holds && point.name.starts_with("stable"));
    for number in ["1.50 > 1.00", "h_E = 1.00 > 0", "h_I = 0.00"] {
        assert!(point.reason.contains(number), "{}", point.reason);
    }
}

#[test]
fn rates_stand_where_their_nullclines_cross_if_the_jacobian_lets_them() {
    // Section 4.7: fixed points, and eigenvalues -5.26 +- 15.5 i and -1.54 +- 1.62 i per time constant.
    let eleven = setup("fig-11a");
    let given = Given { x: 2.0, injected: [0.0; 2] };
    let with = |id: &str, v: f64| sketch(&apply(&eleven, &[Edit::new(id, Value::Number(v))]).unwrap().0, &given);
    for (steepness, at, trace, determinant) in [
        (10.0, [1.9793, 3.5510], -10.52, 267.9),
        (3.0, [1.9643, 3.7154], f64::NAN, f64::NAN),
        (1.0, [2.0710, 4.2908], -3.08, 5.0),
    ] {
        let depiction = with("steepness", steepness);
        assert_eq!(depiction.fixed_points.len(), 1, "{:?}", depiction.fixed_points);
        let point = &depiction.fixed_points[0];
        assert!(point.holds && point.name == "stable focus of the rates", "{point:?}");
        assert!((point.at - Point::new(at[0], at[1])).norm() < 1e-3, "{point:?}");
        let told = |after: &str| -> f64 {
            let text = point.reason.split(after).nth(1).unwrap();
            text.split(' ').next().unwrap().parse().unwrap()
        };
        if !trace.is_nan() {
            assert!((told("trace ") - trace).abs() < 0.05, "{}", point.reason);
            assert!((told("determinant ") - determinant).abs() < 0.02 * determinant + 0.05, "{}", point.reason);
        }
        assert!((depiction.theory[0].value - at[0]).abs() < 1e-3 && (depiction.theory[1].value - at[1]).abs() < 1e-3);
    }
    // Section 13.9: with these sizes rates from rest saturate, whatever the lines say; 0.2 and 0.17 settle.
    for (d_i, saturates) in [(0.2, false), (0.17, false), (0.15, true), (0.12, true), (0.1, true)] {
        let verdict = with("d_i", d_i).verdict.unwrap();
        assert_eq!(verdict.1, Some(!saturates), "d_i {d_i}: {verdict:?}");
        assert_eq!(verdict.0.contains("saturated"), saturates, "d_i {d_i}: {verdict:?}");
    }
    // The fixed point itself is unstable at 0.12 and 0.1 (traces 1.6 and 7.2), stable at 0.15 (-3.4).
    for (d_i, trace) in [(0.15, -3.4), (0.12, 1.6), (0.1, 7.2)] {
        let depiction = with("d_i", d_i);
        let near = depiction.fixed_points.iter().find(|p| (p.at - Point::new(2.0, 3.5)).norm() < 0.5);
        let near = near.unwrap_or_else(|| panic!("d_i {d_i}: {:?}", depiction.fixed_points));
        assert_eq!(near.holds, trace < 0.0, "d_i {d_i}: {near:?}");
        let text = near.reason.split("trace ").nth(1).unwrap().split(' ').next().unwrap();
        assert!((text.parse::<f64>().unwrap() - trace).abs() < 0.06, "d_i {d_i}: {}", near.reason);
    }
}

#[test]
fn nullclines_cross_at_the_sheets_fixed_points() {
    // Section 4.7, linear boundaries: fixed points for three steepnesses; the lines cross at (2, 3.5).
    let eleven = setup("fig-11a");
    for (steepness, expected) in [(10.0, [1.9793, 3.5510]), (3.0, [1.9643, 3.7154]), (1.0, [2.0710, 4.2908])] {
        let soft = apply(&eleven, &[Edit::new("steepness", Value::Number(steepness))]).unwrap().0;
        let network = design(boundary(&soft), 1).unwrap();
        let [e, i] = tightrope::model::boundary::nullclines(&network, Given { x: 2.0, injected: [0.0; 2] }, [4.0, 8.0]);
        // The E nullcline as y_I over y_E, the I nullcline as y_E over y_I: both straight between their points.
        let at = |points: &[Point], u: f64, k: usize| {
            let after = points.partition_point(|p| p[k] < u).clamp(1, points.len() - 1);
            let (a, b) = (points[after - 1], points[after]);
            a[1 - k] + (b[1 - k] - a[1 - k]) * (u - a[k]) / (b[k] - a[k])
        };
        let [y_e, y_i] = expected;
        assert!((at(&e, y_e, 0) - y_i).abs() < 5e-3, "E at steepness {steepness}: {}", at(&e, y_e, 0));
        assert!((at(&i, y_i, 1) - y_e).abs() < 5e-3, "I at steepness {steepness}: {}", at(&i, y_i, 1));
    }
    // Steep sigmoids lie on the lines y_E 1.25 + 1 and 2 y_E - 0.5.
    let steep = apply(&eleven, &[Edit::new("steepness", Value::Number(1000.0))]).unwrap().0;
    let network = design(boundary(&steep), 1).unwrap();
    let [e, i] = tightrope::model::boundary::nullclines(&network, Given { x: 2.0, injected: [0.0; 2] }, [4.0, 8.0]);
    let inner =
        |points: Vec<Point>| points.into_iter().filter(|p| p.x > 0.3 && p.x < 3.0 && p.y < 7.0).collect::<Vec<_>>();
    let (e, i) = (inner(e), inner(i));
    assert!(e.len() > 20 && i.len() > 20);
    assert!(e.iter().all(|p| (p.y - 1.25 * p.x - 1.0).abs() < 0.01));
    assert!(i.iter().all(|p| (p.y - 2.0 * p.x + 0.5).abs() < 0.01));
}

#[test]
fn the_paradox_is_explained_with_its_slope() {
    // Section 13.8: -E_EE'/Delta with the spike cost in both slopes, -1.38 in fig. 8 (-1.25/0.75 without it).
    let eight = setup("fig-8");
    let pushed = sketch(&eight, &Given { x: 1.0, injected: [0.0, 1.0] });
    assert!(pushed.reason.starts_with("paradoxical") && pushed.reason.contains("-1.38"), "{}", pushed.reason);
    assert!(!sketch(&eight, &Given { x: 1.0, injected: [0.0; 2] }).reason.contains("paradoxical"));
    // With E_EE = 0 nothing is paradoxical.
    let flat =
        apply(&eight, &[Edit::new("e_slope", Value::Number(0.0)), Edit::new("n_e2", Value::Count(0))]).unwrap().0;
    assert!(!sketch(&flat, &Given { x: 1.0, injected: [0.0, 1.0] }).reason.contains("paradoxical"));
}

#[test]
fn runaway_raises_the_alarm_and_a_stable_network_never_does() {
    let runaway = [("e_slope", 1.5), ("i_slope", 1.0), ("i_offset", 0.5)];
    let edits: Vec<Edit> = runaway.iter().map(|(id, v)| Edit::new(*id, Value::Number(*v))).collect();
    let mut engine = Runner::new(apply(&setup("fig-4d"), &edits).unwrap().0.clone()).unwrap();
    let mut frame = Frame::new(0, engine.layout(), 0);
    assert_eq!(engine.engine().alarm(), None);
    advance(&mut engine, 1000, &Watch::default(), &mut frame);
    assert!(engine.engine().alarm().unwrap().starts_with("runaway"));
    for name in PRESETS {
        let mut engine = Runner::new(setup(name).clone()).unwrap();
        for _ in 0..40 {
            advance(&mut engine, 100, &Watch::default(), &mut frame);
            assert_eq!(engine.engine().alarm(), None, "{name}");
        }
    }
}
