"""How many people stand alone not only in the file but in the whole population; a range, never one number."""

import numpy as np

from pia_toolkit.disclosure_risk.keys import Numbers
from pia_toolkit.disclosure_risk.populations.models import SizeCounts, count_sizes, pitman_uniques, zayatz_uniques
from pia_toolkit.disclosure_risk.populations.negative_binomial import shifted_negative_binomial_uniques
from pia_toolkit.domain.population_risk import PopulationEstimate, PopulationModel, PopulationUniques
from pia_toolkit.errors import PopulationTooSmall, SamplingFractionOutOfRange

SMALL_FRACTION = 0.1
"""Up to this sampling fraction Pitman's model decides (Dankar and others 2012)."""


def population_size(units: int, fraction: float) -> int:
    """Return how many people the population has when the file holds this fraction of them (over 0, up to 1).

    Raises `SamplingFractionOutOfRange`.
    """
    if not 0 < fraction <= 1:
        raise SamplingFractionOutOfRange(fraction=fraction)
    return max(units, round(units / fraction))


def measure_population_uniques(sizes: Numbers | SizeCounts, population: int) -> PopulationUniques:
    """How many people stand alone in the population on the quasi-identifiers.

    `sizes`: units in each class of the file (at least one class), each unit in one class; or how many classes have
    each size. `population`: people
    it was drawn from; when they are as many as the units, the file is the population and the answer is exact.
    Otherwise three models estimate it, and a rule chooses: up to a sampling fraction of 0.1 Pitman's, else the
    smaller of Zayatz' and the shifted negative binomial's; Zayatz' where the other has no solution. Raises
    `PopulationTooSmall` for fewer people than units. Source of the rule: Dankar, El Emam, Neisa, Roffey,
    "Estimating the re-identification risk of clinical data sets" (2012).
    """
    counts = sizes if isinstance(sizes, SizeCounts) else count_sizes(sizes)
    if population < counts.units:
        raise PopulationTooSmall(population=population, units=counts.units)
    if population == counts.units:
        return _exact(counts)
    estimates = _estimates(counts, population)
    chosen = choose_model(counts.units / population, estimates)
    shares = [estimate.share for estimate in estimates.values()]
    return PopulationUniques(
        units=counts.units,
        population=population,
        sampling_fraction=counts.units / population,
        exact=False,
        sample_uniques=counts.of_size(1),
        sample_unique_share=counts.of_size(1) / counts.units,
        uniques=estimates[chosen].uniques,
        share=estimates[chosen].share,
        lowest_share=min(shares),
        highest_share=max(shares),
        chosen=chosen,
        estimates=tuple(estimates.values()),
        not_fitted=tuple(model for model in PopulationModel if model not in estimates),
    )


def choose_model(fraction: float, estimates: dict[PopulationModel, PopulationEstimate]) -> PopulationModel:
    """Return the model that the decision rule trusts at this sampling fraction; Zayatz' always has a figure."""
    if fraction <= SMALL_FRACTION:
        return PopulationModel.PITMAN if PopulationModel.PITMAN in estimates else PopulationModel.ZAYATZ
    rivals = [PopulationModel.ZAYATZ, PopulationModel.SHIFTED_NEGATIVE_BINOMIAL]
    return min((model for model in rivals if model in estimates), key=lambda model: estimates[model].uniques)


def _exact(counts: SizeCounts) -> PopulationUniques:
    alone = counts.of_size(1)
    share = alone / counts.units
    return PopulationUniques(
        units=counts.units,
        population=counts.units,
        sampling_fraction=1.0,
        exact=True,
        sample_uniques=alone,
        sample_unique_share=share,
        uniques=alone,
        share=share,
        lowest_share=share,
        highest_share=share,
    )


def _estimates(counts: SizeCounts, population: int) -> dict[PopulationModel, PopulationEstimate]:
    """Return the figures of the models that have a solution."""
    uniques = {
        PopulationModel.ZAYATZ: zayatz_uniques(counts, population),
        PopulationModel.PITMAN: pitman_uniques(counts, population),
        PopulationModel.SHIFTED_NEGATIVE_BINOMIAL: shifted_negative_binomial_uniques(counts, population),
    }
    return {
        model: PopulationEstimate(model=model, uniques=figure, share=figure / population)
        for model, figure in uniques.items()
        if figure is not None and np.isfinite(figure)
    }
