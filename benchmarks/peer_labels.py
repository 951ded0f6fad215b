"""What another tool says the columns of tables are: `python benchmarks/peer_labels.py TOOL FOLDER`.

Reads every CSV file of the folder and prints a line of JSON: by file and column, the tool's own word for it, columns
without one left out. Exits with `tasks.NOT_INSTALLED` when the tool is not installed.
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from tasks import NOT_INSTALLED, cut_off, presidio_builder

if TYPE_CHECKING:
    import pandas as pd

Labels = dict[str, str]
Labeller = Callable[["pd.DataFrame", str], Labels]

SURE_ENOUGH = 0.6
"""From this confidence on datahub-classify proposes a label; it is the one of its own tests."""


def presidio_structured() -> Labeller:
    """Name columns by their values with presidio-structured, without a language model: it then knows no names."""
    builder = presidio_builder()
    return lambda frame, _name: dict(builder.generate_analysis(frame.fillna("")).entity_mapping)


def datahub_classify() -> Labeller:
    """Name columns by header and values with datahub-classify, in the configuration it comes with."""
    # `peers.ELSEWHERE` tells which environment has it.
    from datahub_classify.helper_classes import ColumnInfo, Metadata  # type: ignore[import-not-found]  # not in ours
    from datahub_classify.infotype_predictor import predict_infotypes  # type: ignore[import-not-found]  # not in ours
    from datahub_classify.reference_input import input1  # type: ignore[import-not-found]  # not in ours

    def label(frame: "pd.DataFrame", name: str) -> Labels:
        columns = []
        for column in frame.columns:
            told = {"Name": column, "Description": "", "Datatype": "str", "Dataset_Name": name}
            columns.append(ColumnInfo(Metadata(told), list(frame[column].dropna())))
        done = predict_infotypes(columns, SURE_ENOUGH, input1, minimum_values_threshold=1)
        best = {each.metadata.name: each.infotype_proposals or [] for each in done}
        return {
            column: max(proposals, key=lambda proposal: proposal.confidence_level).infotype
            for column, proposals in best.items()
            if proposals
        }

    return label


def dataprofiler() -> Labeller:
    """Name columns by their values with the model of DataProfiler."""
    import dataprofiler as dp  # type: ignore[import-not-found]  # not in our environment: `peers.ELSEWHERE`

    def label(frame: "pd.DataFrame", _name: str) -> Labels:
        report = dp.Profiler(frame).report(report_options={"output_format": "compact"})
        found = {column["column_name"]: column.get("data_label") for column in report["data_stats"]}
        return {column: told for column, told in found.items() if told and told != "UNKNOWN"}

    return label


TOOLS = {
    "presidio-structured": presidio_structured,
    "datahub-classify": datahub_classify,
    "DataProfiler": dataprofiler,
}


def main(tool: str, folder: Path) -> int:
    """Label every table and print the labels."""
    cut_off()
    try:
        label = TOOLS[tool]()
    except ModuleNotFoundError:
        return NOT_INSTALLED
    import pandas as pd

    labels = {
        path.stem: label(pd.read_csv(path, dtype=str, keep_default_na=False, na_values=[""]), path.stem)
        for path in sorted(folder.glob("*.csv"))
    }
    print(json.dumps(labels))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2])))
