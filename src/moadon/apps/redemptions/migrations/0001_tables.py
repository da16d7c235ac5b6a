"""What members can have for what they saved, how many are left, and what they have asked for."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Reward',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('club_id', models.BigIntegerField()),
                ('code', models.TextField()),
                ('kind', models.TextField(default='product')),
                ('sku', models.TextField(default='')),
                ('names', models.JSONField()),
                ('descriptions', models.JSONField(default=dict)),
                ('ways', models.JSONField()),
                ('tiers', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None)),
                ('segments', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None)),
                ('first_day', models.DateField(null=True)),
                ('last_day', models.DateField(null=True)),
                ('per_member', models.IntegerField(null=True)),
                ('period', models.TextField(default='ever')),
                ('in_all', models.IntegerField(null=True)),
                ('taken', models.IntegerField(default=0)),
                ('stocked', models.TextField(default='unlimited')),
                ('kept_minutes', models.IntegerField(default=30)),
                ('branches', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None)),
                ('pick_up', models.BooleanField(default=True)),
                ('delivery', models.BooleanField(default=False)),
                ('position', models.IntegerField(default=0)),
                ('active', models.BooleanField(default=True)),
                ('edition', models.IntegerField(default=1)),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'db_table': 'redemptions_reward',
                'constraints': [models.UniqueConstraint(fields=('club_id', 'code'), name='one_reward_per_code'), models.CheckConstraint(condition=models.Q(('taken__gte', 0)), name='rewards_taken_not_below_zero'), models.CheckConstraint(condition=models.Q(('pick_up', True), ('delivery', True), _connector='OR'), name='a_reward_arrives')],
            },
        ),
        migrations.CreateModel(
            name='Redemption',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('club_id', models.BigIntegerField()),
                ('member_id', models.BigIntegerField()),
                ('state', models.TextField()),
                ('names', models.JSONField()),
                ('kind', models.TextField()),
                ('sku', models.TextField(default='')),
                ('way', models.TextField()),
                ('wallet', models.TextField()),
                ('amount', models.BigIntegerField()),
                ('money', models.BigIntegerField(default=0)),
                ('branch_id', models.BigIntegerField(null=True)),
                ('delivery', models.BooleanField(default=False)),
                ('reference', models.TextField(default='')),
                ('code', models.TextField()),
                ('asked_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField(null=True)),
                ('changed_at', models.DateTimeField()),
                ('hold', models.BigIntegerField(null=True)),
                ('transaction', models.BigIntegerField(null=True)),
                ('given_back', models.BigIntegerField(null=True)),
                ('receipt', models.BigIntegerField(null=True)),
                ('reward', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='redemptions.reward')),
            ],
            options={
                'db_table': 'redemptions_redemption',
            },
        ),
        migrations.CreateModel(
            name='Step',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('club_id', models.BigIntegerField()),
                ('state', models.TextField()),
                ('at', models.DateTimeField()),
                ('by', models.TextField(default='')),
                ('reason', models.TextField(default='')),
                ('redemption', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='redemptions.redemption')),
            ],
            options={
                'db_table': 'redemptions_step',
            },
        ),
        migrations.CreateModel(
            name='Stock',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('club_id', models.BigIntegerField()),
                ('branch_id', models.BigIntegerField(null=True)),
                ('left', models.IntegerField(default=0)),
                ('reward', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='redemptions.reward')),
            ],
            options={
                'db_table': 'redemptions_stock',
            },
        ),
        migrations.AddField(
            model_name='redemption',
            name='stock',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, to='redemptions.stock'),
        ),
        migrations.CreateModel(
            name='StockChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('club_id', models.BigIntegerField()),
                ('change', models.IntegerField()),
                ('left', models.IntegerField()),
                ('reason', models.TextField()),
                ('by', models.TextField()),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('stock', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='redemptions.stock')),
            ],
            options={
                'db_table': 'redemptions_stock_change',
            },
        ),
        migrations.AddConstraint(
            model_name='stock',
            constraint=models.UniqueConstraint(fields=('reward', 'branch_id'), name='one_stock_per_branch', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='stock',
            constraint=models.CheckConstraint(condition=models.Q(('left__gte', 0)), name='stock_not_below_zero'),
        ),
        migrations.AddIndex(
            model_name='redemption',
            index=models.Index(fields=['member_id', 'reward', 'asked_at'], name='redemptions_of_member'),
        ),
        migrations.AddIndex(
            model_name='redemption',
            index=models.Index(fields=['club_id', '-id'], name='redemptions_newest'),
        ),
        migrations.AddIndex(
            model_name='redemption',
            index=models.Index(condition=models.Q(('receipt__isnull', False)), fields=['receipt'], name='redemptions_paid_on'),
        ),
        migrations.AddIndex(
            model_name='redemption',
            index=models.Index(condition=models.Q(('state', 'unpaid')), fields=['reward', 'expires_at'], name='redemptions_to_expire'),
        ),
        migrations.AddConstraint(
            model_name='redemption',
            constraint=models.UniqueConstraint(fields=('club_id', 'code'), name='one_redemption_per_code'),
        ),
        migrations.AddConstraint(
            model_name='redemption',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0), ('money__gte', 0)), name='a_redemption_costs'),
        ),
        migrations.AddConstraint(
            model_name='redemption',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['unpaid', 'expired']), ('transaction__isnull', True)), models.Q(('state__in', ['asked', 'ready', 'handed_over', 'sent']), ('transaction__isnull', False)), ('state', 'cancelled'), models.Q(('given_back__isnull', False), ('state', 'returned')), _connector='OR'), name='a_redemption_in_one_state'),
        ),
    ]
