"""How many people stand alone in the population: known answers, exact expectations, simulated truth."""

from fractions import Fraction
from itertools import pairwise
from math import comb

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from pia_toolkit.disclosure_risk.populations.gamma_functions import digamma_rising, log_rising
from pia_toolkit.disclosure_risk.populations.models import (
    SizeCounts,
    count_sizes,
    fit_pitman,
    pitman_uniques,
    zayatz_uniques,
)
from pia_toolkit.disclosure_risk.populations.negative_binomial import (
    estimate_classes,
    fit_negative_binomial,
    shifted_negative_binomial_uniques,
)
from pia_toolkit.disclosure_risk.populations.uniques import choose_model, measure_population_uniques, population_size
from pia_toolkit.domain.population_risk import PopulationEstimate, PopulationModel
from pia_toolkit.errors import PopulationTooSmall, SamplingFractionOutOfRange

class_sizes = st.lists(st.integers(1, 9), min_size=1, max_size=25).map(lambda sizes: np.array(sizes, np.int64))


def counts_of(*sizes: int) -> SizeCounts:
    return count_sizes(np.array(sizes, np.int64))


def test_digamma_rising_has_its_printed_values():
    # psi(1) = -0.5772156649015329, psi(1/2) = -1.9635100260214235, psi(100) = 4.600161852738087
    rise = digamma_rising(0.5, [0.5, 99.5])
    assert rise == pytest.approx([1.9635100260214235 - 0.5772156649015329, 4.600161852738087 + 1.9635100260214235])
    assert digamma_rising(1e12, 1) == pytest.approx(1e-12, rel=1e-12, abs=0)


def test_log_rising_keeps_its_digits_for_millions():
    assert log_rising(0.5, 0.5) == pytest.approx(-0.5723649429247001, rel=1e-13)
    # gamma(x + 1) / gamma(x) = x
    assert log_rising(1e12 + 3, 1.0) == pytest.approx(np.log(1e12 + 3), rel=1e-14)


@given(class_sizes, st.integers(0, 60))
def test_zayatz_is_bayes_rule_with_hypergeometric_chances(sizes, more):
    sample = int(sizes.sum())
    population = sample + more
    shares = {int(size): Fraction(int((sizes == size).sum()), len(sizes)) for size in sizes}
    seen = {
        size: share * Fraction(size * comb(population - size, sample - 1), comb(population, sample))
        for size, share in shares.items()
    }
    alone = int((sizes == 1).sum())
    expected = Fraction(0) if not alone else alone * seen[1] / sum(seen.values()) * population / sample
    assert zayatz_uniques(count_sizes(sizes), population) == pytest.approx(float(expected), rel=1e-9)


def expected_uniques_one_by_one(alpha: float, theta: float, population: int) -> float:
    """Seat people one by one (the Chinese restaurant) and follow the expected number who sit alone."""
    states = {(): 1.0}
    for seated in range(population):
        following: dict[tuple[int, ...], float] = {}
        for tables, chance in states.items():
            weights = [(theta + alpha * len(tables), (*tables, 1))]
            weights += [
                (size - alpha, tuple(sorted((*tables[:at], size + 1, *tables[at + 1 :]))))
                for at, size in enumerate(tables)
            ]
            for weight, after in weights:
                key = tuple(sorted(after))
                following[key] = following.get(key, 0.0) + chance * weight / (theta + seated)
        states = following
    return sum(chance * tables.count(1) for tables, chance in states.items())


@given(class_sizes, st.integers(1, 8))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])  # few sizes have a fit
def test_pitman_is_the_exact_expectation_under_its_fit(sizes, population):
    fitted = fit_pitman(count_sizes(sizes))
    assume(fitted is not None)
    alpha, theta = fitted
    assume(theta + alpha > 1e-6)
    expected = expected_uniques_one_by_one(alpha, theta, population)
    assert pitman_uniques(count_sizes(sizes), population) == pytest.approx(expected, rel=1e-6)


def log_likelihood(sizes, alpha: float, theta: float) -> float:
    classes, units = len(sizes), int(sizes.sum())
    return (
        np.log(theta + alpha * np.arange(1, classes)).sum()
        - np.log(theta + np.arange(1, units)).sum()
        + sum(np.log(np.arange(1, size) - alpha).sum() for size in sizes)
    )


@given(class_sizes)
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
def test_no_other_alpha_and_theta_on_a_grid_are_more_likely(sizes):
    fitted = fit_pitman(count_sizes(sizes))
    assume(fitted is not None)
    best = log_likelihood(sizes, *fitted)
    for alpha in np.linspace(0.001, 0.999, 20):
        for beyond in np.geomspace(1e-6, 1e8, 30):
            assert log_likelihood(sizes, alpha, beyond - alpha) <= best + 1e-6


@pytest.mark.parametrize("sizes", [(1, 1, 1), (5,), (2, 2, 3)])
def test_pitman_has_no_solution_when_all_or_none_stand_alone(sizes):
    assert pitman_uniques(counts_of(*sizes), 100) is None


@pytest.fixture(scope="module")
def many_classes():
    """Four million classes of 1 + NB(0.5, 0.3) people, and a tenth of the people."""
    random = np.random.default_rng(1)
    people = 1 + random.negative_binomial(0.5, 0.3, 4_000_000)
    return people, random.binomial(people, 0.1)


def test_the_classes_seen_twice_are_those_of_the_corrected_equation(many_classes):
    # 77,417 seen; the equation gives 77,581 and the form with a slip in it 538.
    people, seen = many_classes
    counts = count_sizes(seen)
    assert counts.of_size(2) == 77_417
    a, b, fraction = 0.5, 0.3, 0.1
    d = (1 - fraction) * (1 - b)
    expected = 4_000_000 * a * b**a * fraction**2 * (1 - b) / 2 * (2 - (1 - a) * d) / (1 - d) ** (a + 2)
    assert expected == pytest.approx(77_581, rel=1e-4)
    assert (people == 1).sum() == pytest.approx(4_000_000 * b**a, rel=1e-3)


@pytest.mark.parametrize(("fraction", "printed"), [(0.3, 206_185), (0.1, 281_463)])
def test_the_number_of_classes_is_estimated_as_in_the_literature(fraction, printed):
    # Another simulation of the same kind: 200,000 classes of 1 + NB(0.5, 0.3) people.
    random = np.random.default_rng(2)
    people = 1 + random.negative_binomial(0.5, 0.3, 200_000)
    estimate = estimate_classes(count_sizes(random.binomial(people, fraction)), fraction)
    assert estimate == pytest.approx(printed, rel=0.02)


@pytest.mark.parametrize("fraction", [0.2, 0.3, 0.5, 0.8])
def test_the_fitted_negative_binomial_expects_what_was_seen(fraction):
    random = np.random.default_rng(3)
    people = 1 + random.negative_binomial(0.7, 0.2, 200_000)
    counts = count_sizes(random.binomial(people, fraction))
    classes, a, b = fit_negative_binomial(counts, int(people.sum()))
    fraction = counts.units / people.sum()
    # The chance to see each size, summed over class sizes instead of in closed form.
    others = np.arange(5_000)
    steps = np.concatenate([[0.0], np.cumsum(np.log((a + others[:-1]) / others[1:]) + np.log1p(-b))])
    chance = np.exp(steps + a * np.log(b))
    size = others + 1
    once = chance @ (size * fraction * (1 - fraction) ** (size - 1))
    twice = chance @ (size * (size - 1) / 2 * fraction**2 * (1 - fraction) ** np.maximum(size - 2, 0))
    assert classes * once == pytest.approx(counts.of_size(1), rel=1e-6)
    assert classes * twice == pytest.approx(counts.of_size(2), rel=1e-6)


@pytest.mark.parametrize("sizes", [(1, 1, 3), (2, 2)])
def test_the_negative_binomial_needs_classes_seen_once_and_twice(sizes):
    assert shifted_negative_binomial_uniques(counts_of(*sizes), 20) is None


def test_a_file_that_is_the_population_is_counted_not_estimated():
    found = measure_population_uniques(np.array([1, 1, 2, 4]), 8)
    assert found.exact
    assert (found.uniques, found.share, found.lowest_share, found.highest_share) == (2, 0.25, 0.25, 0.25)
    assert not found.estimates


@given(class_sizes, st.integers(1, 100_000))
@settings(max_examples=40, deadline=None)
def test_the_range_holds_every_estimate_and_none_is_above_the_population(sizes, more):
    population = int(sizes.sum()) + more
    found = measure_population_uniques(sizes, population)
    shares = [estimate.share for estimate in found.estimates]
    assert (found.lowest_share, found.highest_share) == (min(shares), max(shares))
    assert found.share in shares
    assert {estimate.model for estimate in found.estimates}.isdisjoint(found.not_fitted)
    by_model = {estimate.model: estimate for estimate in found.estimates}
    assert by_model[PopulationModel.ZAYATZ].share <= found.sample_unique_share + 1e-12
    if PopulationModel.PITMAN in by_model:
        assert by_model[PopulationModel.PITMAN].share <= 1 + 1e-9


def test_the_rule_takes_pitman_for_small_samples_and_the_smaller_of_two_for_large_ones():
    zayatz, pitman, shifted = PopulationModel
    figures = {zayatz: 30, pitman: 10, shifted: 20}
    estimates = {model: PopulationEstimate(model=model, uniques=u, share=0.1) for model, u in figures.items()}
    assert choose_model(0.1, estimates) is pitman
    assert choose_model(0.11, estimates) is shifted
    without = {zayatz: estimates[zayatz]}
    assert choose_model(0.1, without) is zayatz
    assert choose_model(0.5, without) is zayatz


def test_fractions_and_populations_that_cannot_be_are_refused():
    assert population_size(50, 0.1) == 500
    assert population_size(50, 1) == 50
    for fraction in (0, -0.1, 1.5, float("nan")):
        with pytest.raises(SamplingFractionOutOfRange):
            population_size(50, fraction)
    with pytest.raises(PopulationTooSmall):
        measure_population_uniques(np.array([2, 3]), 4)


def city(random, people: int) -> np.ndarray:
    """People with a skewed age, district, occupation, household size and month of birth."""
    shares = [1 / np.arange(1, values + 1) ** power for values, power in ((90, 0.2), (200, 0.6), (60, 1.0), (7, 0.8))]
    columns = [random.choice(len(share), people, p=share / share.sum()) for share in shares]
    return np.stack([*columns, random.integers(0, 12, people)])


def sizes_of(columns) -> np.ndarray:
    key = np.ravel_multi_index(tuple(columns), (90, 200, 60, 7, 12))
    return np.unique(key, return_counts=True)[1]


def test_truth_against_simulated_populations():
    random = np.random.default_rng(20)
    people = city(random, 100_000)
    errors: dict[str, list[float]] = {}
    for chosen in ((0, 1), (0, 1, 3), (0, 1, 2), (0, 1, 2, 3, 4)):
        used = people * np.isin(np.arange(5), chosen)[:, None]
        truth = (sizes_of(used) == 1).sum() / 100_000
        for fraction in (0.01, 0.05, 0.1, 0.2, 0.5):
            drawn = used[:, random.permutation(100_000)[: round(100_000 * fraction)]]
            found = measure_population_uniques(sizes_of(drawn), 100_000)
            errors.setdefault("rule", []).append(abs(found.share - truth))
            errors.setdefault("sample", []).append(abs(found.sample_unique_share - truth))
            for estimate in found.estimates:
                errors.setdefault(estimate.model.value, []).append(abs(estimate.share - truth))
    mean = {name: np.mean(found) for name, found in errors.items()}
    # Counting the sample's uniques is worst, then Zayatz, then the rule.
    assert mean["rule"] < mean["zayatz"] < mean["sample"]
    expected = {"rule": 0.048, "sample": 0.292, "zayatz": 0.214, "pitman": 0.044, "shifted-negative-binomial": 0.207}
    assert mean == pytest.approx(expected, abs=0.01)


def test_sizes_of_models_follow_the_sampling_fraction():
    """More of the population seen, less left to estimate: at the end all agree with the count."""
    random = np.random.default_rng(5)
    people = 1 + random.negative_binomial(0.5, 0.3, 20_000)
    of_person = np.repeat(np.arange(len(people)), people)
    truth = (people == 1).sum() / len(of_person)
    off = []
    for fraction in (0.1, 0.5, 0.999):
        drawn = random.permutation(of_person)[: round(len(of_person) * fraction)]
        found = measure_population_uniques(np.bincount(drawn), len(of_person))
        off.append(abs(found.share - truth))
    assert all(later <= earlier for earlier, later in pairwise(off))
    assert off[-1] < 0.002
