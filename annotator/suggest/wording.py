"""The wording that the rules for actions know: patterns over folded clauses, compiled when they are first asked for."""

import re
from functools import cache

from annotator.text.lexicons import any_of


@cache
def raising() -> re.Pattern[str]:
    verbs, objects = any_of("effect-verbs"), any_of("effect-objects")
    return re.compile(
        f"(?:{verbs}|{verbs}和{verbs})了?.*(?:{objects}|(?<!\\d)率)$|加强.*(?:能力|本领|意识|素质|修养|作风)$|(?:培育|弘扬).*(?:风尚|乡风|精神|文化)$"
        f"|(?:引导|教育|推动|督促|促使|带动|帮助).*{verbs}.*(?:意识|观念|理念|能力|水平|素质|思维|本领)$"
    )


@cache
def resolving() -> re.Pattern[str]:
    return re.compile(
        "(?:切实|有效|着力|最大限度|真正|及时有效|积极|全力|有力)地?"
        "(?:解决|维护|保障|化解|减轻|防范|遏制|满足|打通|破解|消除|保护|促进|推动|守护)(?!.*[\\d《])"
        "|(?:依法|充分|不断|更好地?)*(?:维护|保护|保障|守护|满足).{0,24}(?:权益|稳定|安全|利益|和谐|秩序|尊严|需求|权利?|公平正义)$"
    )


@cache
def achieving() -> re.Pattern[str]:
    return re.compile(
        "(?:取得|收到|获得|得到|受到|赢得)了?.*(?:成效|效果|成绩|进展|好评|肯定|认可|实效|突破|提升|提高|保障|称赞|支持)$"
        "|(?:成效|效果|进展)(?:明显|显著|突出|良好|顺利)|(?:稳步|明显|显著|有效|进一步|不断|大幅|持续)(?:提升|提高|增强|改善|好转|下降)$"
        "|^(?:进一步|有效|有力)?(?:形成|营造|构建).*(?:氛围|合力|局面|共识|态势|良性循环|环境)$"
        "|^(?:推动|促进|推进|力促|促使|助推).*(?:落地|落地落实|全面落实|任务落实|落实到位|落到实处|落细落实|见效|走深走实|有效衔接|有机融合|良性互动|发挥.*(?:作用|成效|实效|效应))$"
        "|^[一-鿿]{2,6}(?:解决|落实|管控|稳控|解释|保障|服务|整改)?到位$|^实现[^\\d]{2,8}化$"
        "|上(?:新|一个新)?台阶$|^(?:有效|有力|进一步)?(?:促进|推动|带动|助推)了|^进一步.{2,4}了"
    )


@cache
def guiding() -> re.Pattern[str]:
    return re.compile(
        "^(?:始终|牢牢|必须)?坚持(?:以|党的|党对|民主集中制|.{0,12}(?:原则|宗旨|导向|理念|方针|路线|相结合|并重|并举|统一|领导)$)"
        "|[摆放置]在.{0,12}位置|作为.{0,8}(?:任务|重点|抓手|关键|核心|基础|目标|工程|主线|保障)$"
        "|^(?:牢固|切实|不断)?(?:树立|树牢|增强).*(?:意识|理念|观念|思想|自信|思维|形象)"
        "|^(?:全面|认真|深入|坚决|扎实|切实)*(?:学习)?(?:贯彻|践行)(?:落实|执行)?.*(?:精神|思想|理念|要求|方针|战略|部署|论述|意见)$"
        "|^(?:自觉|主动|切实|带头)?(?:接受.*监督|履行.*(?:职责|责任|职能))$|^(?:高举|不忘|牢记|当好|紧扣|聚焦|围绕|立足)"
        f"|^[^,]{{0,12}}(?:以|把).+(?:作)?为.{{0,4}}{any_of('guiding-nouns')}$"
        "|.为.{0,10}(?:指导|中心|引领|主线|统领|目标|宗旨|根本)$"
    )


@cache
def general() -> re.Pattern[str]:
    return re.compile(
        "(?:推进|推动|促进|深化|加快)(?:各项|我[市区县局]|全[市区县局]|民政|系统|社会|法治|政府|依法|行政|事业|工作|建设|的|相关|改革|治理|高质量|和|与|、|民生|基层|体系|现代化|重点|任务|有序|深入|全面|顺利)*"
        "(?:建设|工作|发展|开展|进程|落实|行政|实施|治理|进行)"
    )


@cache
def brief() -> re.Pattern[str]:
    """建立台账, but not 推动落实: a verb with an object of its own in a few characters."""
    opens = any_of("light-verbs", "counting-verbs")
    return re.compile(f"(?:开展|进行|举办|召开)|{opens}了?(?!{any_of('verbs', 'opening-verbs')}).{{2}}")


@cache
def counting() -> re.Pattern[str]:
    counters = any_of("counters")
    return re.compile(
        f"(?:现|已|共|目前|还|累计|总计|合计|全[市区县省局])*(?:有|占|达)?[\\d一二两三四五六七八九十百千万]+[余多]?(?:{counters}|[%亿万])"
        r"|已[一-鿿]{2,3}\d+[一-鿿]{1,2}$|新[一-鿿]{2,8}共\d|(?:均|都|全部|皆)(?:为|是|属于?)"
        r"|(?![将把对为])[^,]{0,14}(?:率|数|额|量|面积|比例|比重|合计|总计|时限)(?:均|已|全部|分别|平均|约|近|再)*"
        r"(?:达到?|为|是|占|超过?|突破|压缩|缩短|提高|降低|由|从|至|了)*\d"
        r"|(?:累计|共)?(?:惠及|受益|覆盖|涉及|参训|参与|参加|参会)[^,]*\d"
    )


@cache
def state() -> re.Pattern[str]:
    return re.compile(
        "工作(?:已|均|都)*(?:全部)?(?:完成|结束)$|^(?:相关|各项|此项|该项)工作|^(?:无|未|没有)(?:一[例起件]|发生|出现|收到|因)?"
        "|(?:保持|基本|总体|持续|不断|更加|更趋|日趋|日益|进一步)(?:稳定|平稳|良好|领先|凸显|完善|成熟|健全|规范|浓厚)$"
        "|是(?!否)[^,]*(?:时期|窗口期|机遇期|攻坚期|关键期|阶段|之年)$|的取得$"
    )


@cache
def opening() -> re.Pattern[str]:
    """A verb of action, or what stands before one; of the verbs that count, those that tell a result are none."""
    results = "增长|下降|上升|减少|增加|降低|提高|提升|占|受益|受教育|参训|参与|参加|覆盖|惠及|点击|浏览|关注|吸引|辐射"
    acting = any_of("action-verbs", "verbs", "opening-verbs")
    return re.compile(f"{acting}|(?!{results}){any_of('counting-verbs')}|[对将把向由为在]|经(?![济营费验])")


@cache
def closing() -> re.Pattern[str]:
    """通过门户网站|曝光: the verb behind everything else."""
    return re.compile(
        f"^(?:通过|利用|依托|在|向|对|与|经).+{any_of('action-verbs', 'verbs', 'opening-verbs')}$"
    )


@cache
def undergoing() -> re.Pattern[str]:
    """What happens to something, told with that as the subject: ……加快建设, ……不断深化, ……增长5%, ……入选……."""
    how, numeral = "(?:加快|深入|全面|顺利|正式|全部|稳步|有序|扎实|逐步|成功)", "[^,]{0,4}\\d[^,]*$"
    return re.compile(
        f"{how}(?:实施|推进|建设|开工|完善|突破|转化|落地|投用|通车|建成|施行|筹建|运行|铺开|推开|展开|启动|见效|形成)$"
        f"|(?:增长|下降|提高|增加|减少|突破|降至|增至|上升|增幅|达到?){numeral}"
        "|.(?:不断|持续|更加|更趋|日趋|日益|有力|进一步|全面|加速)"
        "(?:深化|巩固|加强|优化|落实|形成|壮大|扩大|增强|拓展|健全|彰显|显现|好转|向好)$"
        "|.(?:稳中[有向求][^,]{1,2}|走深走实|成势见效)$"
        "|.(?:入选|获批|荣获|获评|跻身|位居|位列|居全|被评为|实现全覆盖|脱钩)"
    )


@cache
def addressees() -> re.Pattern[str]:
    """向全市人民, of the thanks at a report's end: to whom something is said, and not yet what."""
    return re.compile(
        "向.*(?:人民|群众|职工|干部|官兵|民警|同志|人士|同胞|侨胞|友人|朋友|人员|工作者|志愿者|单位|团体|代表|委员)$"
    )


@cache
def handling() -> re.Pattern[str]:
    return re.compile(
        "进行|予以|给予|加以|作出|做出|实行|均|都|由|经|送|报|列为|用于|名义|^[将把].{4}|^[对为向][^,]{6,}$|^严格(?![依按遵执落控管审把实规履要])"
    )
