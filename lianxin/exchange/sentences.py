"""本模块各动作在时间线上的说法。"""

SENTENCES = {
    "import.upload": "传来一份表：{file}",
    "import.confirm": "确认导入：{file}",
    "import.drop": "作废了一次导入：{file}",
    "import.finish": "导完一份表：{file}，共 {total} 行，新增 {added} 条",
}
