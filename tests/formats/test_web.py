"""Web pages: the report whole, the site's navigation gone, meta tags, encodings, web archives."""

import quopri
from pathlib import Path

import pytest

from annotator import formats
from annotator.domain.errors import BadInput

TITLE = "青石县民政局2023年法治政府建设工作报告"
BODY = """
<p>　　2023年，我局坚持以习近平法治思想为指导，扎实推进依法行政各项工作，现将有关情况报告如下：</p>
<p><strong>一、主要成效</strong></p>
<p>　　（一）健全社会救助体系。全年发放低保金3725.6万元，惠及困难群众1.2万人，<a href="x.html">12345热线</a>办结率100%。</p>
<table border="1"><tr><th>指标</th><th>2022年</th><th>2023年</th></tr>
<tr><td><p>低保人数</p></td><td>11820</td><td>12034</td></tr></table>
<p>二、存在问题</p><p>基层力量薄弱。</p><div>附件：<a href="a.doc">统计表.doc</a></div>
<p>青石县民政局<br>2024年1月12日</p>
"""
LINES = [
    "　　2023年，我局坚持以习近平法治思想为指导，扎实推进依法行政各项工作，现将有关情况报告如下：",
    "一、主要成效",
    "　　（一）健全社会救助体系。全年发放低保金3725.6万元，惠及困难群众1.2万人，12345热线办结率100%。",
    "指标 | 2022年 | 2023年",
    "低保人数 | 11820 | 12034",
    "二、存在问题",
    "基层力量薄弱。",
    "附件：统计表.doc",
    "青石县民政局",
    "2024年1月12日",
]
PAGE = """<!DOCTYPE html>
<!-- saved from url=(0048)http://www.qingshi.example/art/2024/1/12/1.html -->
<html><head><meta http-equiv="Content-Type" content="text/html; charset={charset}">
<title>{title}_青石县人民政府</title>
<meta name="ArticleTitle" content="{title}"><meta name="PubDate" content="2024-01-12 09:30">
<meta name="ContentSource" content="青石县民政局"><meta name="SiteName" content="青石县人民政府">
<script>var a = "不是正文，脚本里的句子。";</script><style>p {{ color: red }}</style></head>
<body><form>
<div class="header"><ul class="nav"><li><a href="/">首页</a></li><li><a href="/zw">政务公开</a></li>
<li><a>互动交流</a></li></ul></div>
<div class="position">您现在的位置：<a href="/">首页</a> &gt; <a href="/zw">政务公开</a> &gt; <a href="/x">法治政府</a></div>
<div class="main">
<table class="xxgk"><tr><td>索引号：</td><td>QS012/2024-00003</td><td>发文字号：</td><td>青民发〔2024〕1号</td></tr></table>
<h1>{title}</h1>
<div class="content" id="zoom">{body}</div>
</div>
<div class="list"><ul><li><a href="1">县民政局开展走访慰问活动，送去温暖。</a></li>
<li><a href="2">养老服务再提升，老人乐享晚年生活。</a></li>
<li><a href="3">关于做好2024年春节期间有关工作的通知</a></li></ul></div>
<div style="display:none">看不见的一句话，不是正文。</div>
<div class="footer">版权所有：青石县人民政府　主办单位：青石县人民政府办公室，网站标识码3400000001</div>
</form></body></html>"""


def page(charset: str = "utf-8", body: str = BODY) -> str:
    return PAGE.format(charset=charset, title=TITLE, body=body)


def read(tmp_path: Path, data: bytes, name: str = "a.html") -> formats.Record:
    path = tmp_path / name
    path.write_bytes(data)
    (record,) = formats.read(path)
    return record


@pytest.mark.parametrize(
    ("charset", "codec", "found"),
    [("utf-8", "utf-8", "utf-8"), ("gb2312", "gb18030", "gb18030"), ("utf-8", "utf-8-sig", "utf-8"),
     ("gbk", "utf-8", "utf-8"), ("big5", "utf-16", "utf-16-le"), ("x-unknown", "gb18030", "gb18030")],
)  # fmt: skip
def test_the_report_is_whole_and_the_site_is_gone(
    tmp_path: Path, charset: str, codec: str, found: str
) -> None:
    record = read(tmp_path, page(charset).encode(codec))
    head, *body = record.text.split("\n")[:2], *record.text.split("\n")[2:]
    assert head == ["索引号： | QS012/2024-00003 | 发文字号： | 青民发〔2024〕1号", TITLE]
    assert body == LINES
    assert record.source.encoding == found
    assert record.certain
    assert record.meta == {
        "title": TITLE, "issuer": "青石县民政局", "published": "2024-01-12", "content_source": "青石县民政局",
        "source_url": "http://www.qingshi.example/art/2024/1/12/1.html", "site": "青石县人民政府",
    }  # fmt: skip


def test_rare_characters_of_a_page_that_says_gb2312(tmp_path: Path) -> None:
    assert "赵䶮镕" in read(tmp_path, page("gb2312").replace("基层", "赵䶮镕").encode("gb18030")).text


def test_one_spoilt_byte_does_not_spoil_the_page(tmp_path: Path) -> None:
    data = page("gb2312", BODY * 5).encode("gb18030").replace("薄弱".encode("gb18030"), b"\xff\xff", 1)
    record = read(tmp_path, data)
    assert record.text.count("现将有关情况报告如下") == 5
    assert not record.certain


def test_paragraphs_next_to_one_another_are_all_kept(tmp_path: Path) -> None:
    """No box around the report, a teaser beside it: the whole page, but for its navigation."""
    teaser = "<div class='x'><p>另一篇文章的导语，也是一句完整的话，长得像正文。</p></div>"
    html = (
        page()
        .replace('<div class="content" id="zoom">', teaser)
        .replace("</div>\n</div>\n<div class=", "</div><div class=")
    )
    text = read(tmp_path, html.encode()).text
    assert all(line in text for line in LINES)
    assert "政务公开" not in text
    assert "版权所有" not in text


def test_a_report_in_a_place_named_like_furniture_is_kept(tmp_path: Path) -> None:
    html = page().replace('class="content"', 'class="right-side menu"')
    assert all(line in read(tmp_path, html.encode()).text for line in LINES)


def test_a_report_that_a_script_would_show_is_kept(tmp_path: Path) -> None:
    html = page().replace('id="zoom"', 'id="zoom" style="display: none"')
    text = read(tmp_path, html.encode()).text
    assert all(line in text for line in LINES)


def test_a_page_of_a_few_words_is_read_as_it_stands(tmp_path: Path) -> None:
    assert read(tmp_path, "<p>甲<b>乙</b><br>丙<p>丁".encode()).text == "甲乙\n丙\n丁"
    assert read(tmp_path, "没有标签的 一句话".encode()).text == "没有标签的 一句话"


def test_a_page_laid_out_as_a_table_reads_as_paragraphs(tmp_path: Path) -> None:
    cell = "".join(f"<p>{line * 4}</p>" for line in LINES[:3])
    text = read(tmp_path, f"<table><tr><td>左</td><td>{cell}</td></tr></table>".encode()).text
    assert text.split("\n") == ["左", *((line * 4).strip("　") for line in LINES[:3])]


def test_a_web_archive_is_its_page(tmp_path: Path) -> None:
    html = quopri.encodestring(page("gb2312").encode("gb18030"))
    head = (
        b"From: <Saved by Blink>\r\nSnapshot-Content-Location: https://www.qingshi.example/1.html\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/related; type="text/html"; boundary="----B"\r\n\r\n'
    )
    parts = (
        b"------B\r\nContent-Type: text/css\r\n\r\np {}\r\n",
        b"------B\r\nContent-Type: text/html; charset=gb2312\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
        + html + b"\r\n------B--\r\n",
    )  # fmt: skip
    record = read(tmp_path, head + b"".join(parts), "a.mhtml")
    assert record.text.split("\n")[2:] == LINES
    assert record.meta["source_url"] == "https://www.qingshi.example/1.html"
    assert record.source.encoding == "gb18030"


def test_an_archive_without_a_page_and_a_page_without_text(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"a\.mht is a web archive without a page"):
        read(tmp_path, b"Content-Type: image/png\r\n\r\nxx", "a.mht")
    with pytest.raises(BadInput, match=r"a\.html has no text"):
        read(tmp_path, b"<html><body><script>x()</script></body></html>")


def test_nesting_beyond_what_the_parser_takes_loses_nothing_silently(tmp_path: Path) -> None:
    deep = "<div>" * 3000 + "正文一句，到此为止。" + "</div>" * 3000
    with pytest.raises(BadInput, match=r"a\.html is nested too deep"):
        read(tmp_path, deep.encode())
    assert (
        read(tmp_path, deep.replace("div>", "b>")[: 3 * 1000].encode() + "正文一句。".encode()).text
        == "正文一句。"
    )


def test_entities_and_includes_bring_in_nothing(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("秘密", encoding="utf-8")
    html = f'<!DOCTYPE html [<!ENTITY x SYSTEM "{tmp_path}/secret.txt">]><p>甲&x;乙，一句话。<iframe src="secret.txt">'
    assert "秘密" not in read(tmp_path, html.encode()).text
