"""联系、小组章程、邀请的网址。"""

from django.urls import URLPattern, URLResolver, path

from lianxin.workbench.web import agendaitems, charters, contacts, invitations

urlpatterns: list[URLPattern | URLResolver] = [
    path("contacts/", contacts.ties, name="contacts"),
    path("contacts/export.<slug:ext>", contacts.ties_export, name="contacts_export"),
    path("contacts/new/<slug:kind>/", contacts.tie_new, name="contact_new"),
    path("contacts/points/new/", contacts.point_new, name="contact_point_new"),
    path("contacts/tree/", contacts.tree, name="contact_tree"),
    path("contacts/tree/send/", contacts.send, name="contact_send"),
    path("contacts/gaps/", contacts.gap_list, name="contact_gaps"),
    path("contacts/agenda/", agendaitems.agenda_list, name="agenda_items"),
    path(
        "contacts/agenda/export.<slug:ext>", agendaitems.agenda_export, name="agenda_items_export"
    ),
    path("contacts/agenda/new/", agendaitems.agenda_new, name="agenda_item_new"),
    path("contacts/agenda/<int:pk>/", agendaitems.agenda_mark, name="agenda_mark"),
    path("contacts/<int:pk>/", contacts.tie, name="contact"),
    path("contacts/<int:pk>/log/", contacts.tie_log, name="contact_log"),
    path("contacts/<int:pk>/end/", contacts.tie_end, name="contact_end"),
    path("charters/", charters.charters, name="charters"),
    path("charters/export.<slug:ext>", charters.charters_export, name="charters_export"),
    path("charters/<int:pk>/", charters.charter, name="charter"),
    path("councils/", charters.councils, name="councils"),
    path("councils/export.<slug:ext>", charters.councils_export, name="councils_export"),
    path("councils/<int:pk>/seat/", charters.council_seat, name="council_seat"),
    path("invitations/", invitations.invitations, name="invitations"),
    path(
        "invitations/export.<slug:ext>", invitations.invitations_export, name="invitations_export"
    ),
    path("invitations/<int:pk>/new/", invitations.invite_new, name="invitation_new"),
    path("invitations/<int:pk>/answer/", invitations.answer, name="invitation_answer"),
]
