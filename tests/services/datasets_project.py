"""A project of made-up reports of two bureaus and two years, with layers, verdicts and something private."""

from pathlib import Path
from typing import Any

import orjson

from annotator.domain.change import Change
from annotator.domain.verdict import Verdict
from annotator.services.exchange import import_paths
from annotator.services.project import Project, create_project

PLANTED = "全年开展养老机构消防安全联合检查{n}次，发现并督促整改隐患{n}处。"
BODIES = (
    "民政局党组坚持每月召开一次专题会议，听取法治建设工作汇报。",
    "社会救助窗口推行首问负责制，群众办事平均等候时间缩短到八分钟以内。",
    "区殡仪馆完成火化设备更新改造，遗体接运服务实现全天候响应。",
    "婚姻登记处设立家庭辅导室，为申请离婚的夫妻提供免费调解。",
    "全区新建社区老年食堂九个，为高龄独居老人提供助餐送餐。",
    "慈善总会定向资助困难学生，善款使用情况每季度向社会公布。",
    "社会组织年检全部改为网上办理，材料由十二项压缩为五项。",
    "地名普查成果转化为电子地图，方便居民查询门牌历史沿革。",
    "流浪乞讨人员救助站与公安机关建立寻亲协作，帮助二十人回家。",
    "社区议事协商会议制度覆盖全部街道，居民提案按月答复公开。",
)


def records(planted: bool = True) -> list[dict[str, Any]]:
    """Ten reports; two of different bureaus share a passage but for its figures, where asked for."""
    made = []
    for number, body in enumerate(BODIES):
        tail = (
            PLANTED.format(n=10 + number) if planted and number in (1, 4) else "工作仍有短板，执法力量不足。"
        )
        text = f"第{number}号报告😀\n一、工作情况\n{body}{tail}联系电话138123456{number:02}。\n"
        spans = []
        for layer, cut in (("li", 0), ("王芳", number % 2), ("chen", number % 3)):
            start = text.index(body) + cut
            spans.append(
                {"id": f"{layer}{number}", "start": start, "end": text.index("，"), "label": "measure",
                 "layer": layer, "attrs": {"status": "done"}}
            )  # fmt: skip
        if "不足" in text:
            end = text.index("不足") + 2
            spans.append(
                {"id": f"p{number}", "start": end - 6, "end": end, "label": "problem", "layer": "li"}
            )
        made.append(
            {
                "id": f"d{number}",
                "text": text,
                "meta": {"issuer": f"局{number % 4}", "year": 2020 + number},
                "spans": spans,
                "sections": [
                    {"start": text.index("一、"), "end": len(text), "level": 1, "heading": "一、工作情况"}
                ],
                "statuses": {"li": "done", "王芳": "done" if number < 8 else "doing", "chen": "done"},
            }
        )
    return made


def make(folder: Path, *, planted: bool = True, count: int = 10) -> Project:
    """The project, open; its first `count` reports."""
    create_project(folder / "p.annot", actor="setup")
    (folder / "in.jsonl").write_bytes(b"\n".join(map(orjson.dumps, records(planted)[:count])))
    project = Project(folder / "p.annot", "li")
    assert not import_paths(project, [folder / "in.jsonl"]).failed
    verdict = Verdict("v1", "d0", "case", "boundary", "take", 5, 9, "measure", ("li",), reviewer="王芳")
    project.commit([Change(None, verdict)], "decide")
    return project
