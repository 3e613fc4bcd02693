"""Documents of the genre, invented here: what is cut, what stays, what the header says."""

from typing import Any

import pytest

from annotator.text.cleaning import clean
from annotator.text.header import header_facts

BODY = """2023年，本局坚持依法行政，扎实推进各项工作。现将有关情况报告如下：
一、工作开展情况
（一）健全制度。修订内部规程8件，开展检查12次。
（二）加强宣传。发布信息36条，浏览次数明显增加；来源可靠、作者署名清楚。
二、存在的问题
执法力量不足，个别制度落实不到位。
三、下一步打算
继续做好首页公开、下载服务等工作，打印宣传册1000份。"""

LINES = BODY.split("\n")


def rules(text: str) -> set[str]:
    return {entry.rule for entry in clean(text).ledger}


def test_a_web_page_with_its_navigation_and_its_foot() -> None:
    page = f"""首页
走进沙河
政务公开
办事服务
互动交流
当前位置：首页 > 政务公开 > 法治政府建设 > 正文
沙河市民政局2023年法治政府建设工作报告
发布日期：2024-01-19 来源：市民政局 浏览次数：1024 字体：[ 大 中 小 ]
分享到：微信 微博
{BODY}
沙河市民政局
2024年1月15日
责任编辑：李明
扫一扫在手机打开当前页
【打印本页】 【关闭窗口】
上一篇：沙河市民政局关于清明祭扫的公告
下一篇：无
相关报道：
沙河市召开民政工作会议
民政局长走访慰问老人
版权所有：沙河市人民政府 主办：沙河市人民政府办公室
冀ICP备00000000号 网站标识码：1300000000"""
    assert clean(page).text.split("\n") == [
        "沙河市民政局2023年法治政府建设工作报告", *LINES, "沙河市民政局", "2024年1月15日",
    ]  # fmt: skip
    assert header_facts(page).meta == {
        "title": "沙河市民政局2023年法治政府建设工作报告",
        "issuer": "沙河市民政局",
        "published": "2024-01-19",
        "year": 2023,
        "region": "沙河市",
        "source": "市民政局",
        "editor": "李明",
    }


def test_traditional_characters() -> None:
    page = """您的位置：首頁 > 資訊公開 > 年度報告
南渚縣社會福利局2023年度依法行政工作報告
發布機構：南渚縣社會福利局　發布日期：2024-01-19　瀏覽次數：87
索引號：NZ-2024-0005　發文字號：南社字〔2024〕5號
友善列印　轉寄友人　字級：大 中 小
2023年，本局秉持依法行政原則，穩步推進各項業務。現將執行情形報告如下：
一、年度工作情形
修正自治規則3件，發布機構資訊公開17次。
回上一頁
網站導覽"""
    assert clean(page).text.split("\n") == [
        "南渚縣社會福利局2023年度依法行政工作報告",
        "2023年，本局秉持依法行政原則，穩步推進各項業務。現將執行情形報告如下：",
        "一、年度工作情形",
        "修正自治規則3件，發布機構資訊公開17次。",
    ]
    meta = header_facts(page).meta
    assert meta == {
        "title": "南渚縣社會福利局2023年度依法行政工作報告",
        "issuer": "南渚縣社會福利局",
        "doc_number": "南社字〔2024〕5號",
        "index_number": "NZ-2024-0005",
        "published": "2024-01-19",
        "year": 2023,
        "region": "南渚縣",
    }


def test_a_header_in_a_table_with_pipes() -> None:
    page = f"""| 索引号 | 000014349/2024-00031 | 主题分类 | 民政、法治 |
| --- | --- | --- | --- |
| 发布机构 | 沙县区民政局 | 成文日期 | 2024年01月12日 |
| 标 题 | 沙县区民政局2023年法治政府建设工作报告 |
| 发文字号 | 沙民政文〔2024〕1号 | 发布日期 | 2024-01-15 |
| 有 效 性 | 有效 | 语种 | 中文 |
{BODY}"""
    assert clean(page).text.split("\n") == ["沙县区民政局2023年法治政府建设工作报告", *LINES]
    assert header_facts(page).meta == {
        "title": "沙县区民政局2023年法治政府建设工作报告",
        "issuer": "沙县区民政局",
        "doc_number": "沙民政文〔2024〕1号",
        "index_number": "000014349/2024-00031",
        "published": "2024-01-15",
        "written": "2024-01-12",
        "year": 2023,
        "region": "沙县区",
        "subject": "民政、法治",
        "validity": "有效",
        "language": "中文",
    }


def test_a_table_with_its_keys_in_the_first_row() -> None:
    table = "索引号 | 发文机关 | 发布日期\n---|---|---\nAB-12 | 青川县民政局 | 2024年1月15日"
    page = f"{table}\n关于2023年工作情况的报告\n{BODY}"
    assert clean(page).text.split("\n") == ["关于2023年工作情况的报告", *LINES]
    meta = header_facts(page).meta
    assert (meta["index_number"], meta["issuer"], meta["published"], meta["region"]) == (
        "AB-12", "青川县民政局", "2024-01-15", "青川县",
    )  # fmt: skip


def test_a_table_whose_cells_came_out_one_a_line() -> None:
    page = f"""索引号
AB-12
发布机构
青川县民政局
发布日期
2024-01-15
发文字号
青民〔2024〕3号
青川县民政局2023年工作总结
{BODY}"""
    assert clean(page).text.split("\n") == ["青川县民政局2023年工作总结", *LINES]
    meta = header_facts(page).meta
    assert (meta["index_number"], meta["issuer"], meta["published"], meta["doc_number"]) == (
        "AB-12", "青川县民政局", "2024-01-15", "青民〔2024〕3号",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("line", "facts"),
    [
        ("时间:2021-03-16 11:08:25来源:鞍北市民政局作者:点击:", {"published": "2021-03-16", "source": "鞍北市民政局"}),
        ("2024-01-15 来源：青川县民政局 浏览：", {"published": "2024-01-15", "source": "青川县民政局"}),
        ("青川县民政局 2024-01-15 浏览次数：123", {"published": "2024-01-15", "source": "青川县民政局"}),
        ("【字体：大 中 小】 发布时间：2024年1月15日 10:20", {"published": "2024-01-15"}),
        ("信息来源：县民政局 责任编辑：王强 打印 关闭", {"source": "县民政局", "editor": "王强"}),
        ("发布日期 2024-01-15", {"published": "2024-01-15"}),
        ("发文机关：青川县民政局 成文日期：二〇二四年一月十五日", {"issuer": "青川县民政局", "published": "2024-01-15"}),
        ("原文链接：https://www.example.gov.cn/t1.html", {"source_url": "https://www.example.gov.cn/t1.html"}),
        ("文　　号：青民（2024）3号", {"doc_number": "青民（2024）3号"}),
    ],
)  # fmt: skip
def test_lines_of_a_header(line: str, facts: dict[str, Any]) -> None:
    page = f"关于2023年工作情况的报告\n{line}\n{BODY}"
    assert clean(page).text.split("\n") == ["关于2023年工作情况的报告", *LINES]
    meta = header_facts(page).meta
    assert {key: meta.get(key) for key in facts} == facts


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("青民〔2024〕3号", "青民〔2024〕3号"),
        ("青民[2024]3号", "青民[2024]3号"),
        ("青民（2024）3号", "青民（2024）3号"),
        ("青政办发〔 2024 〕 第12号", "青政办发〔 2024 〕 第12号"),
    ],
)
def test_a_document_number_of_its_own_is_read_and_stays(line: str, number: str) -> None:
    page = f"{line}\n关于2023年工作情况的报告\n{BODY}"
    assert clean(page).text == page
    assert header_facts(page).meta["doc_number"] == number


def test_a_text_hard_wrapped_with_page_numbers_and_a_running_header() -> None:
    page = """青川县民政局2023年法治政府建设工作报告

　　2023年，青川县民政局坚持以人民为中心，扎实推进依法行
政各项任务，取得了新的成效。现将有关情况报告如下：
　　一、工作开展情况
　　（一）健全制度机制。修订内部规程8件，清理规范性文件1
2件，组织法治培训3期，参训干部260余人次。建立法律顾问制
度，全年审查合同47份，提出法律意见52条，合法性审查率
达到百分之百。
- 1 -
青川县民政局文件
　　（二）规范行政执法。落实行政执法“三项制度”，在门户网
站公示执法信息36条；对养老机构开展检查19家次，发现隐患5
2处，全部整改到位。推行“双随机、一公开”监管，抽查社会组
织
- 2 -
青川县民政局文件
25家，公开结果25条。全年没有行政复议和行政诉讼案件发生。
　　二、存在的问题
　　执法力量不足，个别制度落实不到位，普法的形式还不够丰
富。
- 3 -
"""
    text = clean(page).text
    assert "青川县民政局文件" not in text
    assert "- 2 -" not in text
    assert "扎实推进依法行政各项任务" in text
    assert "门户网站公示" in text
    assert "形式还不够丰富。" in text
    assert text.split("\n")[0] == "青川县民政局2023年法治政府建设工作报告"
    assert "一、工作开展情况\n（一）健全" in text
    assert "百分之百。\n（二）规范" in text
    assert "".join(text.split()) == "".join(
        line for line in page.replace("　", "").split("\n") if not line.startswith(("- ", "青川县民政局文件"))
    )


def test_what_is_said_again_and_again_is_no_running_header() -> None:
    text = "\n".join(["关于2023年工作情况的报告", *["各位代表！", "过去一年，我们完成了各项任务。"] * 6])
    assert clean(text).text == text


def test_a_list_is_not_joined() -> None:
    items = (f"关于做好第{n}批社会救助对象复核工作有关事项的通知文件" for n in "一二三四五六七八九")
    text = "\n".join(["工作清单", *items])
    assert clean(text).text == text


def test_words_of_pages_stay_where_they_are_words_of_the_report() -> None:
    assert clean(BODY).text == BODY
    text = BODY + "\n附件：1.名单\n2.打印\n来源说明"
    assert clean(text).text == text


def test_a_report_on_a_website_that_ends_with_attachments_keeps_them() -> None:
    text = f"{BODY}\n附件：1.任务清单\n沙河市民政局\n2024年1月15日\n（此件公开发布）"
    assert clean(text).text == text


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("切实 增强工作的针对性，提高水平。", "切实增强工作的针对性，提高水平。"),
        ("践行“为民”理念, 坚持依法行政，积极 引导群众。", "践行“为民”理念,坚持依法行政，积极引导群众。"),
        ("做到“三落实” ,有力推动工作。", "做到“三落实”,有力推动工作。"),
        ("执行 GB 18030 标准，覆盖全省 100 个县。", "执行 GB 18030 标准，覆盖全省 100 个县。"),
        ("省长 王某某", "省长 王某某"),
        ("成员：张三 李四 王五，共3人。", "成员：张三 李四 王五，共3人。"),
        ("落实《中共某市委 某市人民政府关于工作的意见》，完成任务。",) * 2,
        ("办好“才聚江西 智荟赣鄱”活动，引进人才。",) * 2,
        ("项目　　金额　　备注", "项目　　金额　　备注"),
        ("工\u200b作有\ufeff序", "工作有序"),
        ("一、 总体要求", "一、总体要求"),
    ],
)
def test_blanks_inside_sentences(text: str, kept: str) -> None:
    assert clean(text).text == kept


def test_of_titles_that_come_again_the_last_stays() -> None:
    title = "青川县民政局2023年工作总结"
    page = "\n".join([title, "首页", ">", "总结", title, "发布时间：2024-01-15", title, BODY])
    assert clean(page).text.split("\n") == [title, *LINES]
    assert clean(f"{title}\n" * 500).text == title


def test_rows_of_a_table_that_are_the_same_stay() -> None:
    text = "工作情况表\n" + "\n".join(["| 项目 | 数量 |", *["| 检查 | 12次 |"] * 9]) + "\n" + BODY
    assert clean(text).text == text


def test_lists_of_links_go_but_not_for_ever() -> None:
    """So many lines under a heading might be something else."""
    links = "\n".join(f"第{n}条新闻的标题" for n in range(50))
    assert clean(f"{BODY}\n相关报道：\n{links}\n关闭窗口").text == BODY
    page = f"{BODY}\n相关报道：\n{links}\n{links}\n{BODY}"
    assert clean(f"{BODY}\n附表\n{links}\n{links}").text == f"{BODY}\n附表\n{links}\n{links}"
    assert links in clean(page).text


def test_words_of_latin_letters_are_not_run_together() -> None:
    """A removal cannot put a blank between them."""
    lines = [
        "这份报告说明了我们在过去的一年里，如何推进各项工作 information",
        "technology 的应用，如何改进服务，怎样得到群众的支持和认可，",
    ] * 4
    assert "informationtechnology" not in clean("\n".join(lines)).text


def test_a_signature_below_links_stays() -> None:
    page = f"{BODY}\n附件下载：\n1.任务清单.xlsx\n相关链接：\n图解：2023年工作\n沙河市民政局\n2024年1月15日\n关闭窗口"
    assert clean(page).text == f"{BODY}\n1.任务清单.xlsx\n沙河市民政局\n2024年1月15日"
    meta = header_facts(page).meta
    assert (meta["issuer"], meta["published"], meta["region"]) == ("沙河市民政局", "2024-01-15", "沙河市")


def test_when_a_meeting_was_held_is_no_header() -> None:
    text = "会议纪要\n时间：2024年1月15日上午\n地点：局会议室\n会议听取了汇报。"
    assert clean(text).text == text


def test_years_of_the_republic() -> None:
    page = "南渚縣政府社會局施政報告\n張貼日期：112-03-05　點閱數：1032\n本局推動各項措施。"
    assert clean(page).text == "南渚縣政府社會局施政報告\n本局推動各項措施。"
    meta = header_facts(page).meta
    assert (meta["issuer"], meta["published"]) == ("南渚縣政府社會局", "2023-03-05")


@pytest.mark.parametrize(
    ("lines", "title", "year", "issuer"),
    [
        (["沙县区民政局文件", "沙县区民政局关于2024年度法治政府建设", "工作情况的报告"],
         "沙县区民政局关于2024年度法治政府建设工作情况的报告", 2024, "沙县区民政局"),
        (["青川县人民政府", "二〇二三年法治政府建设情况报告"],
         "青川县人民政府二〇二三年法治政府建设情况报告", 2023, "青川县人民政府"),
        (["关于印发《青川县民政事业发展", "规划（2021—2025年）》的通知"],
         "关于印发《青川县民政事业发展规划（2021—2025年）》的通知",
         "2021-2025", None),
        (["2023年法治政府建设年度报告"], "2023年法治政府建设年度报告", 2023, None),
        (["2023年政府信息公开工作年度报告"], "2023年政府信息公开工作年度报告", 2023, None),
        (["广东省民政厅办公室关于2022年工作情况的报告"],
         "广东省民政厅办公室关于2022年工作情况的报告", 2022, "广东省民政厅办公室"),
        (["关于城乡社区治理的报告"], "关于城乡社区治理的报告", None, None),
    ],
)  # fmt: skip
def test_titles(lines: list[str], title: str, year: object, issuer: str | None) -> None:
    page = "\n".join([*lines, "全年办结案件3件。"])
    assert clean(page).text == page
    meta = header_facts(page).meta
    assert (meta.get("title"), meta.get("year"), meta.get("issuer")) == (title, year, issuer)


@pytest.mark.parametrize(
    ("issuer", "region"),
    [
        ("广东省民政厅", "广东省"),
        ("广州市天河区民政局", "广州市天河区"),
        ("鞍山市市场监督管理局", "鞍山市"),
        ("上海市城市管理局", "上海市"),
        ("沙县区民政局", "沙县区"),
        ("内蒙古自治区民政厅", "内蒙古自治区"),
        ("延边朝鲜族自治州民政局", "延边朝鲜族自治州"),
        ("中共鞍山市委", "鞍山市"),
        ("臺北市政府社會局", "臺北市"),
        ("民政部", None),
        ("市民政局", None),
        ("自然资源局", None),
    ],
)
def test_regions(issuer: str, region: str | None) -> None:
    assert header_facts("发布机构：" + issuer + "\n全年办结案件3件。").meta.get("region") == region


def test_a_rule_can_be_left_out() -> None:
    text = "下载\n打印\n关于2023年工作情况的报告\n\n　　正文一句。\n扫一扫在手机打开当前页"
    assert clean(text).text == "关于2023年工作情况的报告\n正文一句。"
    left = clean(text, skip={"furniture", "indent"})
    assert left.text == "下载\n打印\n关于2023年工作情况的报告\n　　正文一句。\n扫一扫在手机打开当前页"
    assert clean(text, skip={"blank-lines"}).text == "关于2023年工作情况的报告\n\n正文一句。"
