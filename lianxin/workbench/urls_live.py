"""现场各页的网址。"""

from django.urls import URLPattern, URLResolver, path

from lianxin.workbench.web.live import pages, polls, running, slots

_ONE = "live/<int:pk>"
_POLL = f"{_ONE}/polls/<int:poll>"
urlpatterns: list[URLPattern | URLResolver] = [
    path("live/", pages.lives, name="lives"),
    path("live/opening/", slots.opening, name="live_opening"),
    path(f"{_ONE}/", pages.live, name="live"),
    path(f"{_ONE}/export.<slug:ext>", pages.live_export, name="live_export"),
    path(f"{_ONE}/echo.<slug:ext>", pages.echo_export, name="live_echo_export"),
    path(f"{_ONE}/start/", running.start, name="live_start"),
    path(f"{_ONE}/finish/", running.finish, name="live_finish"),
    path(f"{_ONE}/turn/", running.turn, name="live_turn"),
    path(f"{_ONE}/items/", running.log_item, name="live_item"),
    path(f"{_ONE}/items/<int:item>/reply/", running.reply, name="live_reply"),
    path(f"{_ONE}/seats/", running.seat, name="live_seat"),
    path(f"{_ONE}/heads/", running.heads, name="live_heads"),
    path(f"{_ONE}/polls/new/", polls.poll_new, name="live_poll_new"),
    path(f"{_ONE}/polls/matters/", polls.poll_matters, name="live_poll_matters"),
    path(f"{_ONE}/polls/export.<slug:ext>", polls.poll_export, name="live_poll_export"),
    path(f"{_POLL}/start/", polls.poll_start, name="live_poll_start"),
    path(f"{_POLL}/stop/", polls.poll_stop, name="live_poll_stop"),
    path(f"{_POLL}/hands/", polls.poll_hands, name="live_poll_hands"),
    path(f"{_ONE}/slots/", slots.slots_new, name="live_slots"),
    path(f"{_ONE}/bookings/<int:booking>/", slots.booking, name="live_booking"),
    path(f"{_ONE}/bookings/<int:booking>/contact/", slots.booking_contact, name="live_contact"),
]
