"""A DataFrame of Spark, asked where it is spread out; or files, by a Spark of one's own on this machine."""

from __future__ import annotations

import hashlib
import os
import re
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from guiju.kernel.values import Text
from guiju.plane.engines.dialect import Spark
from guiju.plane.engines.scan import Subject, scan_in
from guiju.plane.engines.warehouse import BATCH, Some, Warehouse
from guiju.plane.intake import Detect
from guiju.plane.plan import SAMPLE_ROWS
from guiju.plane.profile import Tally
from guiju.plane.report import Scan
from guiju.plane.sniff import CSV, PARQUET
from guiju.plane.source import Source, examine
from guiju.plane.table import Layout, bad_line, layout, place, tidy_names
from guiju.plane.trouble import ScanError, warn

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

# What Spark calls a type -> what a file of declared types would say, and the kind to measure.
_TYPES = (
    (("void",), "empty", None),
    (("boolean",), "boolean", None),
    (("tinyint", "smallint", "int", "bigint"), "integer", "native_integer"),
    (("decimal", "double", "float"), "decimal", "native_decimal"),
    (("date",), "date", "native_day"),
    (("timestamp", "timestamp_ntz"), "datetime", "native_instant"),
    (("string", "char", "varchar"), "text", None),
    (("binary", "interval", "time"), "opaque", None),
)
_WHILE = {  # settings of the session while it is asked
    "spark.sql.ansi.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",  # to compile long questions takes minutes
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.maxPlanStringLength": "100",
}
_LOGS = """status = off
appender.none.type = Null
appender.none.name = none
rootLogger.level = off
rootLogger.appenderRef.none.ref = none
"""


class Frame(Warehouse):
    """One DataFrame, under a name that nobody else uses."""

    dialect = Spark()

    def __init__(self, frame: DataFrame) -> None:
        self._spark = frame.sparkSession
        self._view = f"guiju_{uuid.uuid4().hex}"
        self._kept: dict[Some, DataFrame] = {}
        self.data = f"{self._view} AS data"
        frame.toDF(*(f"c{number}" for number in range(len(frame.columns)))).createOrReplaceTempView(self._view)

    def ask(self, query: str, *, ordered: bool = False) -> Sequence[tuple[Any, ...]]:
        return [tuple(row) for row in self._spark.sql(query).collect()]

    def few(self, some: Some) -> str:
        name = f"{self._view}_{some}"
        if some not in self._kept:
            numbered = f"SELECT *, {self.dialect.row} AS i FROM {self.data}"
            if some == "spread":
                query = f"{numbered} WHERE rand(1) * {self.rows} < {SAMPLE_ROWS}"
            else:
                query = f"{numbered} ORDER BY i LIMIT {BATCH if some == 'batch' else SAMPLE_ROWS}"
            self._kept[some] = self._spark.sql(query).persist()
            self._kept[some].createOrReplaceTempView(name)
        return f"SELECT * FROM {name}"

    def forget(self) -> None:
        """Leave nothing in the session."""
        for some, frame in self._kept.items():
            frame.unpersist()
            self._spark.catalog.dropTempView(f"{self._view}_{some}")
        self._spark.catalog.dropTempView(self._view)


def scan_frame(
    frame: DataFrame, name: str = "DataFrame", *, detect: Detect | None = None, zone: str = "Asia/Shanghai"
) -> Scan:
    """Look at a DataFrame, wherever its data is; only counts and covered samples come to the driver."""
    tallies, warnings = _declared(frame)
    subject = Subject(name=name, format="Spark", encoding="UTF-8", bytes=0, tallies=tallies, warnings=warnings)
    return _scanned(frame, subject, detect, zone)


def _declared(frame: DataFrame) -> tuple[list[Tally], tuple[Text, ...]]:
    """Its columns, as their types declare them."""
    names, told = tidy_names(list(frame.columns))
    tallies, warnings = [], [*told]
    for number, (name, (_, type_)) in enumerate(zip(names, frame.dtypes, strict=True)):
        word = re.split(r"[(< ]", type_)[0]
        declared, kind = next(((ours, kind) for words, ours, kind in _TYPES if word in words), ("nested", None))
        warnings += [warn("nested", name=name)] if declared == "nested" else []
        tallies.append(Tally(number, name, declared, (kind,) if kind else ()))
    return tallies, tuple(warnings)


def _scanned(frame: DataFrame, subject: Subject, detect: Detect | None, zone: str) -> Scan:
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    with asked(frame.sparkSession, zone):
        house = Frame(frame)
        try:
            return scan_in(house, subject, detect, zone)
        except (PySparkException, Py4JError) as error:  # its words are not passed on: they may quote a value
            code = (error.getCondition() if isinstance(error, PySparkException) else None) or "-"
            raise ScanError("engine_failed", subject.name, engine="Spark", code=code) from None
        finally:
            house.forget()


@contextmanager
def asked(spark: SparkSession, zone: str) -> Iterator[None]:
    """The session with the settings that questions need; afterwards it has its own again."""
    settings = {**_WHILE, "spark.sql.session.timeZone": zone}
    before = {key: spark.conf.get(key, None) for key in settings}
    for key, value in settings.items():
        spark.conf.set(key, value)
    try:
        yield
    finally:
        for key, old in before.items():
            if old is None:
                spark.conf.unset(key)
            else:
                spark.conf.set(key, old)


def scan_files(path: Path, *, detect: Detect | None = None, zone: str = "Asia/Shanghai") -> Scan:
    """Look at a file, or at all files of a folder as one table, with a Spark of one's own. Raises ScanError."""
    sources = _sources(path)
    layouts = [layout(source) for source in sources if source.format == CSV]
    if len({(one.names, one.delimiter) for one in layouts}) > 1 or 0 < len(layouts) < len(sources):
        raise ScanError("different_files", path.name)
    with session() as spark, TemporaryDirectory(prefix="guiju-scan-") as folder:
        paths = [str(place(source, _made(Path(folder) / str(at)))) for at, source in enumerate(sources)]
        frame = _csv(spark, paths, layouts[0]) if layouts else spark.read.parquet(*paths)
        tallies, warnings = _declared(frame)
        if layouts:
            tallies, warnings = [Tally(at, name) for at, name in enumerate(layouts[0].names)], layouts[0].warnings
        first, digests = sources[0], "".join(f"{digest}\n" for digest in sorted(one.digest for one in sources))
        subject = Subject(
            name=path.name, format=first.format, encoding=first.encoding, bytes=sum(one.bytes for one in sources),
            tallies=tallies, warnings=(*first.warnings, *warnings),
            digest=hashlib.sha256(digests.encode()).hexdigest() if len(sources) > 1 else first.digest,
        )  # fmt: skip
        try:
            return _scanned(frame, subject, detect, zone)
        except ScanError as error:
            bad = (bad_line(source, shape) for source, shape in zip(sources, layouts, strict=False))
            raise next((one for one in bad if one.kind != "unparsable"), error) from None


def _sources(path: Path) -> list[Source]:
    files = [path]
    if path.is_dir():
        files = sorted(one for one in path.iterdir() if one.suffix.lower() in (".csv", ".parquet") and one.is_file())
    sources = [examine(file) for file in files]
    if not sources or any(source.format not in (CSV, PARQUET) for source in sources):
        raise ScanError("not_for_spark", path.name)
    return sources


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _csv(spark: SparkSession, paths: list[str], shape: Layout) -> DataFrame:
    schema = ", ".join(f"c{number} STRING" for number in range(len(shape.names)))
    return spark.read.csv(
        paths, schema, sep=shape.delimiter, header=True, escape='"', multiLine=True, mode="FAILFAST", maxColumns=100_000
    )


@contextmanager
def session() -> Iterator[SparkSession]:
    """Spark on this machine's processors: no page, no port to the outside, no logs; or the one that is running."""
    try:
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError:
        raise ScanError("no_client", "Spark", engine="Spark", extra="spark") from None
    if (running := SparkSession.getActiveSession()) is not None:
        yield running
        return
    with TemporaryDirectory(prefix="guiju-spark-") as folder:
        quiet = Path(folder) / "log4j2.properties"
        quiet.write_text(_LOGS)
        settings: dict[str, bool | float | int | str | None] = {
            "spark.ui.enabled": "false",
            "spark.ui.showConsoleProgress": "false",
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.driver.host": "127.0.0.1",
            "spark.driver.extraJavaOptions": f"-Dlog4j.configurationFile={quiet}",
            "spark.local.dir": folder,
            "spark.sql.warehouse.dir": folder,
            "spark.sql.shuffle.partitions": "4",
        }
        builder = SparkSession.builder.master("local[*]").appName("guiju")
        try:
            with _silent():
                spark = builder.config(map=settings).getOrCreate()
        except PySparkException:
            raise ScanError("no_java", "Spark") from None
        try:
            yield spark
        finally:
            spark.stop()


@contextmanager
def _silent() -> Iterator[None]:
    """What Java prints while it starts goes nowhere."""
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)
