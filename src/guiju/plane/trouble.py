"""Why a file could not be scanned: what is wrong, where, and what to do about it, in two languages.

A message names places and counts. It never repeats the content of the file: that may be somebody's data.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from guiju.kernel.values import Text

_TEXT_REMEDY = Text("请另存为 UTF-8 编码的 CSV 后重试", "save it as CSV in UTF-8 and try again")
_AGAIN = Text("请重新导出或重新传输该文件", "export or transfer the file again")

_TROUBLE: dict[str, tuple[Text, Text]] = {
    "not_found": (
        Text("文件不存在", "there is no such file"),
        Text("请核对路径和文件名", "check the path and the name"),
    ),
    "no_match": (
        Text("没有文件与这个模式相符", "no file matches this pattern"),
        Text("请核对路径和通配符", "check the path and the pattern"),
    ),
    "directory": (
        Text("这是文件夹，不是文件", "this is a folder, not a file"),
        Text("请指明其中的一个文件", "name one file in it"),
    ),
    "not_regular": (
        Text("这不是普通文件", "this is not a regular file"),
        Text("请先把数据存为文件", "store the data in a file first"),
    ),
    "link": (
        Text("这是指向别处的链接，没有跟随", "this is a link to another place, which was not followed"),
        Text("请直接指明它所指的文件", "name the file that it leads to"),
    ),
    "remote": (
        Text("对象存储没有给出数据({why})", "the object store did not give the data ({why})"),
        Text("请核对地址、密钥和网络", "check the address, the keys and the network"),
    ),
    "permission": (Text("没有读取权限", "it may not be read"), Text("请授予读取权限", "grant permission to read it")),
    "unreadable": (
        Text("读取失败({why})", "reading failed ({why})"),
        Text("请检查磁盘或网络后重试", "check the disk or network, then retry"),
    ),
    "empty": (Text("文件是空的", "the file is empty"), _AGAIN),
    "changed": (
        Text("读取期间文件被改动", "the file changed while it was read"),
        Text("请等写入结束后重试", "wait until it is written, then retry"),
    ),
    "mislabelled": (
        Text("内容是{what}，不是可读取的数据文件", "its content is {what}, which is not a kind that is read here"),
        Text(
            "请从原软件导出为 CSV(UTF-8)、Excel 或 Parquet",
            "export it as CSV (UTF-8), Excel or Parquet from the program it came from",
        ),
    ),
    "nul": (Text("含有空字节（NUL），不是完好的文本", "it holds NUL bytes, so it is not sound text"), _TEXT_REMEDY),
    "undecodable": (Text("按 {encoding} 读不出字符", "bytes that are not {encoding}"), _TEXT_REMEDY),
    "truncated_parquet": (
        Text("Parquet 文件不完整，缺少结尾", "the Parquet file is cut off: its end is missing"),
        _AGAIN,
    ),
    "damaged_parquet": (Text("Parquet 文件已损坏", "the Parquet file is damaged"), _AGAIN),
    "encrypted_parquet": (
        Text("Parquet 文件已加密", "the Parquet file is encrypted"),
        Text("请提供解密后的文件", "give a decrypted file"),
    ),
    "ragged": (
        Text("表头有 {expected} 列，这一行有 {found} 列", "the header has {expected} columns, this line has {found}"),
        Text(
            "请补齐或删去这一行多出的分隔符；含分隔符的值须加双引号",
            "mend the line; put values that hold the delimiter in double quotes",
        ),
    ),
    "quote": (
        Text(
            "从这一行开始的双引号没有正确闭合，或字段过长",
            "a quote that opens here is not properly closed, or a field is too long",
        ),
        Text("请补上双引号；值内的双引号写成两个", "close it; write a quote inside a value twice"),
    ),
    "memory": (
        Text("内存不足，未能读完", "there is not enough memory to read it"),
        Text("请把文件拆小，或转为 Parquet 后重试", "split the file, or convert it to Parquet"),
    ),
    "unparsable": (Text("不能按 CSV 解析", "it cannot be read as CSV"), _TEXT_REMEDY),
    "too_large": (
        Text("文件超过上限 {most} 字节", "the file is larger than the limit of {most} bytes"),
        Text("请压缩字段或拆分文件", "leave columns out or split the file"),
    ),
    "bomb": (
        Text("解压后超过 {most}，或部件过多", "it would unpack to more than {most}, or has too many parts"),
        Text("请导出为 CSV 或 Parquet 后重试", "export it as CSV or Parquet"),
    ),
    "damaged_workbook": (Text("工作簿已损坏或不完整", "the workbook is damaged or cut off"), _AGAIN),
    "encrypted_workbook": (
        Text("工作簿已加密", "the workbook is encrypted"),
        Text("请取消密码后另存", "save it without a password"),
    ),
    "empty_workbook": (
        Text("工作簿里没有任何有内容的工作表", "no sheet of the workbook holds anything"),
        Text("请核对是否选错文件", "check that it is the right file"),
    ),
    "heavy_workbook": (
        Text("读取工作簿所需内存或时间超过上限", "the workbook needs more memory or time than it is given"),
        Text("请导出为 CSV 或 Parquet 后重试", "export it as CSV or Parquet"),
    ),
    "no_such_table": (
        Text("没有名为“{table}”的表；有：{tables}", "there is no table “{table}”; there are: {tables}"),
        Text("请改用其中一个名称", "name one of these"),
    ),
    "one_table": (
        Text("{format} 文件只有一个表，不能指定表名", "a {format} file holds one table, so none can be named"),
        Text("请去掉表名", "leave the name of the table out"),
    ),
    "damaged_sqlite": (Text("SQLite 数据库已损坏或不完整", "the SQLite database is damaged or cut off"), _AGAIN),
    "no_tables": (
        Text("数据库里没有表", "the database holds no table"),
        Text("请核对是否选错文件", "check that it is the right file"),
    ),
    "undecodable_cell": (
        Text("表“{table}”中有不是 UTF-8 的文字", "table “{table}” holds text that is not UTF-8"),
        Text("请按 UTF-8 重新导入数据库", "import it into the database again as UTF-8"),
    ),
    "long_row": (
        Text("一行数据超过 {most}", "one row is longer than {most}"),
        Text("请把大段内容移出表格", "move long contents out of the table"),
    ),
    "bad_json": (Text("JSON 语法有误或内容不完整", "it is not sound JSON, or is cut off"), _AGAIN),
    "json_row": (
        Text("这一项不是对象（{{…}}），不能作为一行", "this item is not an object ({{…}}), so it is no row"),
        Text("请让每一项都是含列名的对象", "make each item an object with the names of its columns"),
    ),
    "json_shape": (
        Text("JSON 里没有由对象组成的数组", "the JSON holds no array of objects"),
        Text("请导出为对象数组，或每行一个对象", "export an array of objects, or one object a line"),
    ),
    "deep": (
        Text("嵌套超过 {most} 层", "it is nested deeper than {most} levels"),
        Text("请展开为一行一个对象的平表", "flatten it to one plain object a row"),
    ),
    "damaged_archive": (Text("压缩包已损坏或不完整", "the archive is damaged or cut off"), _AGAIN),
    "outside": (
        Text("它在压缩包里的路径指向包外", "its path in the archive leads out of the archive"),
        Text("请重新打包，只用普通的相对路径", "pack it again with plain relative paths"),
    ),
    "locked": (
        Text("压缩包中的这个文件已加密", "it is encrypted inside the archive"),
        Text("请不设密码重新打包", "pack it again without a password"),
    ),
    "packing": (
        Text("压缩方法不受支持", "it is packed by a method that is not read here"),
        Text("请用普通 ZIP 或 tar.gz 重新打包", "pack it again as a plain ZIP or tar.gz"),
    ),
    "swollen": (
        Text(
            "解压后超过 {most}，或压缩率异常", "it would unpack to more than {most}, or is packed too well to be data"
        ),
        Text("请单独提供该文件", "hand it in by itself"),
    ),
    "too_many": (
        Text("数量超过上限 {most}，以后的未读", "there are more than {most}; what follows was not read"),
        Text("请分成几批", "make several lists"),
    ),
    "wide": (
        Text("列数超过 {most}", "it has more than {most} columns"),
        Text("请核对：值是否被当成了列名", "check whether values were used as names"),
    ),
    "no_client": (
        Text("没有安装 {engine} 的客户端", "the client of {engine} is not installed"),
        Text("请运行 pip install 'guiju[{extra}]'", "run pip install 'guiju[{extra}]'"),
    ),
    "no_server": (
        Text("连接不上数据库服务器", "the database server can't be reached"),
        Text("请核对地址、端口和网络", "check the host, the port and the network"),
    ),
    "no_login": (
        Text("数据库拒绝了登录", "the database refused the login"),
        Text(
            "请核对用户、库名，并用 PGPASSWORD 或 .pgpass 提供密码",
            "check user and database, and give the password in PGPASSWORD or .pgpass",
        ),
    ),
    "no_right": (
        Text("没有权限完整读取这个表", "there is no right to read all of this table"),
        Text(
            "请授予 SELECT 权限；表有行级策略的，换用不受限的用户",
            "grant SELECT; where the table has row policies, use a role that they do not bind",
        ),
    ),
    "which_table": (
        Text("没有指明是哪个表；有：{tables}", "no table is named; there are: {tables}"),
        Text("请用 --table 模式名.表名", "use --table schema.table"),
    ),
    "server_encoding": (
        Text("数据库编码是 {encoding}，不是 UTF8", "the database is encoded as {encoding}, not UTF8"),
        Text("请导出为文件后扫描", "export it to a file and scan that"),
    ),
    "too_slow": (
        Text("超过了限定的时间，或表正被锁住", "it took longer than it may, or the table is locked"),
        Text("请加 --sample，或在空闲时重试", "use --sample, or try again at a quiet time"),
    ),
    "engine_failed": (
        Text("{engine} 没有完成查询({code})", "{engine} did not finish the query ({code})"),
        Text("请查看该引擎的日志", "look into the engine's own log"),
    ),
    "no_java": (
        Text("Spark 没有启动", "Spark did not start"),
        Text("请安装 Java 17 或以上，并设置 JAVA_HOME", "install Java 17 or later and set JAVA_HOME"),
    ),
    "not_for_spark": (
        Text("Spark 只读 UTF-8 的 CSV 和 Parquet", "Spark reads CSV in UTF-8 and Parquet only"),
        Text("请去掉 --engine spark，或先转为 Parquet", "leave --engine spark out, or convert it to Parquet"),
    ),
    "different_files": (
        Text("文件夹中的文件列不相同", "the files of the folder have different columns"),
        Text("请分别扫描", "scan them one by one"),
    ),
    "embedded_only": (
        Text("这个引擎不支持 {option}", "this engine has no {option}"),
        Text("请去掉它，或导出为文件后扫描", "leave it out, or export the data to a file and scan that"),
    ),
}


class ScanError(Exception):
    """`kind` is a stable word for programs; `text` says what is wrong, `remedy` what to do about it, each by itself.

    `line` counts from 1, `offset` (bytes) from 0.
    """

    def __init__(
        self, kind: str, name: str, *, line: int | None = None, offset: int | None = None, **blanks: object
    ) -> None:
        says, self.remedy = _TROUBLE[kind]
        self.kind, self.name, self.line, self.offset = kind, name, line, offset
        says = _fill(says, blanks)
        place = _place(line, offset)
        self.text = Text(
            f"{name}：{says.zh}{place.zh if place else ''}", f"{name}: {says.en}{place.en if place else ''}"
        )
        super().__init__(self.text.en)


def _fill(says: Text, blanks: Mapping[str, object]) -> Text:
    """A blank may itself be said in two languages."""
    zh = {key: value.zh if isinstance(value, Text) else value for key, value in blanks.items()}
    en = {key: value.en if isinstance(value, Text) else value for key, value in blanks.items()}
    return Text(says.zh.format(**zh), says.en.format(**en))


def _place(line: int | None, offset: int | None) -> Text | None:
    zh = [f"第 {line} 行"] if line is not None else []
    en = [f"line {line}"] if line is not None else []
    if offset is not None:
        zh.append(f"字节位置 {offset}")
        en.append(f"byte {offset}")
    return Text(f"（{'，'.join(zh)}）", f" ({', '.join(en)})") if zh else None


WARNINGS: dict[str, Text] = {
    "no_rows": Text("只有表头，没有数据行", "there is a header and no data row"),
    "inside": Text(
        "文件名以 {ending} 结尾，但内容是 {format}，已按 {format} 读取",
        "named {ending}, but its content is {format}; read as {format}",
    ),
    "other_tables": Text(
        "读取了表“{table}”；另有 {n} 个未读：{others}", "read table “{table}”; {n} others were not read: {others}"
    ),
    "rows_above": Text("表头以上有 {n} 个空行，已跳过", "{n} empty rows above the header were passed over"),
    "title_rows": Text("表头以上有 {n} 行标题，已跳过", "{n} rows of title above the header were passed over"),
    "merged_header": Text(
        "表头有合并单元格，{n} 行合为一行列名", "the header has merged cells: its {n} rows were joined to one name each"
    ),
    "merged_cells": Text(
        "数据中有 {n} 处合并单元格，只有左上角计值，其余为空",
        "{n} merged areas among the data: the value counts once, the cells beneath are empty",
    ),
    "mixed": Text("列“{name}”混有不同类型的值", "column “{name}” mixes values of different types"),
    "binary": Text("列“{name}”含二进制内容，只作计数", "column “{name}” holds binary content and was only counted"),
    "unwritten": Text(
        "旁边有未并入的日志文件({ending})，其中的改动未读到",
        "a journal ({ending}) lies beside it; the changes in it were not read",
    ),
    "duplicate": Text(
        "列名“{name}”重复，已改为“{new}”", "the column name “{name}” is used twice; the later one is called “{new}”"
    ),
    "unnamed": Text("第 {n} 列没有名称，记为“{new}”", "column {n} has no name and is called “{new}”"),
    "data_as_name": Text(
        "首行第 {n} 列像数据而不像列名，记为“{new}”；首行一律作为表头",
        "in column {n} the first line looks like data, so it is called “{new}”; the first line is always the header",
    ),
    "doubtful_gb": Text(
        "按 GB18030 读取，但常用汉字很少，编码可能有误",
        "read as GB18030, yet few common characters were found: the encoding may be wrong",
    ),
    "odd_dates": Text("列“{name}”有 {n} 个值不是日期", "column “{name}” has {n} values that are not dates"),
    "far_dates": Text(
        "列“{name}”有 {n} 个日期不在 1850–2100 年，未计入时间范围",
        "column “{name}” has {n} dates outside 1850–2100, left out of the bounds",
    ),
    "many_areas": Text(
        "列“{name}”的行政区划涉及 {n} 个省级地区，没有单一地区，请自行填写",
        "column “{name}” holds areas of {n} provinces and no single one: state the area yourself",
    ),
    "nested": Text("列“{name}”是嵌套结构，只作计数", "column “{name}” is nested and was only counted"),
    "approximate": Text("文件较大，不同值的个数为估计值", "the file is large: distinct values are estimated"),
}


def warn(kind: str, **blanks: object) -> Text:
    return WARNINGS[kind].fill(**blanks)


_LISTED = 20


def listed(names: Sequence[str]) -> str:
    """Some names for a message, not a page of them."""
    return ", ".join(names[:_LISTED]) + (", …" if len(names) > _LISTED else "")


def other_tables(table: str, others: Sequence[str]) -> list[Text]:
    return [warn("other_tables", table=table, n=len(others), others=listed(others))] if others else []
