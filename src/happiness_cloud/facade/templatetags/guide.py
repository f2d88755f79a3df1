"""Sample content for the style guide page only."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms, template

from happiness_cloud.facade.templatetags.icons import ICONS
from happiness_cloud.kernel import clock

register = template.Library()


class SampleForm(forms.Form):
    """A form that shows every kind of question."""

    what = forms.CharField(
        label="发生了什么",
        help_text="一两句话就好，例如“东门积水，老人过不去”。",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    phone = forms.CharField(label="联系电话", required=False, help_text="只用来告诉您进展。")
    kind = forms.ChoiceField(
        label="类别", choices=[("drain", "下水道堵塞"), ("light", "路灯不亮"), ("noise", "噪声")]
    )
    urgency = forms.ChoiceField(
        label="急不急",
        choices=[("now", "现在就有危险"), ("soon", "这几天"), ("later", "不急")],
        widget=forms.RadioSelect,
    )
    photo = forms.FileField(label="照片", required=False, help_text="最多九张。")
    agree = forms.BooleanField(label="让邻居也看到这件事", required=False)


@register.simple_tag
def guide_samples() -> dict[str, Any]:
    """Moments around now, steps, entries, rows and forms for the guide."""
    now = clock.now()
    return {
        "icons": list(ICONS),
        "form": SampleForm(),
        "wrong": SampleForm({"what": "", "phone": "12", "kind": "drain"}),
        "past": now - timedelta(hours=5),
        "long_ago": now - timedelta(days=40),
        "soon": now + timedelta(hours=1, minutes=12),
        "later": now + timedelta(hours=7),
        "late": now - timedelta(hours=2, minutes=20),
        "start": now - timedelta(hours=6),
        "series": [12, 15, 11, 18, 21, 17, 24],
        "steps": [
            {"label": "收到", "state": "done", "moment": now - timedelta(hours=26)},
            {"label": "派遣", "state": "done", "moment": now - timedelta(hours=25)},
            {"label": "处置", "state": "current"},
            {"label": "核查", "state": "todo"},
            {"label": "评价", "state": "todo"},
        ],
        "entries": [
            {"moment": now - timedelta(minutes=25), "text": "已派人到现场", "who": "市政维护二队",
             "note": "两人带泵车，预计一小时排完。", "tone": "blue", "icon": "people"},
            {"moment": now - timedelta(hours=5), "text": "派遣到市政维护二队", "who": "区指挥中心 赵",
             "tone": "blue", "icon": "dispatch"},
            {"moment": now - timedelta(hours=6), "text": "居民上报", "who": "微信 · 3 人反映", "tone": "grey",
             "icon": "report"},
        ],
        "facts": [("类别", "下水道堵塞 · 二级"), ("地点", "东湖社区 07 网格，小区东门"),
                  ("承诺", "明天 17:00"), ("为什么归它", "目录 §12：排水归市政二队（属主）")],
        "rows": [
            {"no": "HC-2026-001234", "title": "小区东门积水", "tone": "blue", "state": "处置中",
             "due": now + timedelta(hours=7), "grid": "东湖 07", "people": 3},
            {"no": "HC-2026-001229", "title": "消防通道被占用", "tone": "amber", "state": "待核查",
             "due": now + timedelta(hours=1, minutes=12), "grid": "东湖 02", "people": 1},
            {"no": "HC-2026-001198", "title": "路灯连续三晚不亮", "tone": "red", "state": "超期",
             "due": now - timedelta(hours=2, minutes=20), "grid": "柳岸 11", "people": 12},
            {"no": "HC-2026-001177", "title": "楼道堆物，街道吹哨", "tone": "violet", "state": "吹哨",
             "due": now + timedelta(days=2, hours=3), "grid": "柳岸 04", "people": 2},
        ],
        "tabs": [{"label": "待派遣", "url": "#a", "current": True, "count": 12},
                 {"label": "处置中", "url": "#b", "count": 48}, {"label": "已结案", "url": "#c"}],
    }  # fmt: skip
