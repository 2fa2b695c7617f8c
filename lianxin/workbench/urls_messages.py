"""消息的设置、预演与发送记录的网址。"""

from django.urls import URLPattern, URLResolver, path

from lianxin.workbench.web import messages

urlpatterns: list[URLPattern | URLResolver] = [
    path("mine/", messages.choices, name="message_choices"),
    path("rules/", messages.rules, name="message_rules"),
    path("rules/export.<slug:ext>", messages.rules_export, name="message_rules_export"),
    path("rules/<slug:key>/", messages.rule, name="message_rule"),
    path("preview/", messages.preview, name="message_preview"),
    path("preview/export.<slug:ext>", messages.preview_export, name="message_preview_export"),
    path("log/", messages.log, name="message_log"),
    path("log/export.<slug:ext>", messages.log_export, name="message_log_export"),
    path("log/resend/", messages.log_resend, name="message_resend"),
]
