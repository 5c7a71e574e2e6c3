"""The list's functions are planned for the clients at hand, each time.

PostgreSQL keeps one plan for all calls after the fifth, made for some ten clients; an import then
lists twenty thousand with it, which takes minutes in place of a second.
"""

from django.db import migrations

FUNCTIONS = (
    "scoring_list_clients(bigint[])",
    "scoring_unlist_clients(bigint[])",
    "scoring_client_changed()",
    "scoring_application_changed()",
    "scoring_standing_added()",
    "scoring_standing_deleted()",
)


class Migration(migrations.Migration):
    dependencies = [("scoring", "0006_trust")]
    operations = [
        migrations.RunSQL(
            f"ALTER FUNCTION {function} SET plan_cache_mode = force_custom_plan",
            f"ALTER FUNCTION {function} RESET plan_cache_mode",
        )
        for function in FUNCTIONS
    ]
