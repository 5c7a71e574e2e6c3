"""The application table: one row for each request for a loan."""

from __future__ import annotations

from ml.schema.columns import (
    Column,
    Kind,
    Table,
    Use,
    amount,
    category,
    count,
    days,
    flag,
    key,
    share,
)

EMPLOYER_TYPES = (
    "advertising", "agriculture", "bank", "business_entity_type_1", "business_entity_type_2",
    "business_entity_type_3", "cleaning", "construction", "culture", "electricity", "emergency",
    "government", "hotel", "housing", "industry_type_1", "industry_type_2", "industry_type_3",
    "industry_type_4", "industry_type_5", "industry_type_6", "industry_type_7", "industry_type_8",
    "industry_type_9", "industry_type_10", "industry_type_11", "industry_type_12",
    "industry_type_13", "insurance", "kindergarten", "legal_services", "medicine", "military",
    "mobile", "other", "police", "postal", "realtor", "religion", "restaurant", "school",
    "security", "security_ministries", "self_employed", "services", "telecom", "trade_type_1",
    "trade_type_2", "trade_type_3", "trade_type_4", "trade_type_5", "trade_type_6",
    "trade_type_7", "transport_type_1", "transport_type_2", "transport_type_3",
    "transport_type_4", "university",
)  # fmt: skip

OCCUPATIONS = (
    "accountants", "cleaning_staff", "cooking_staff", "core_staff", "drivers",
    "high_skill_tech_staff", "hr_staff", "it_staff", "laborers", "low_skill_laborers", "managers",
    "medicine_staff", "private_service_staff", "realty_agents", "sales_staff", "secretaries",
    "security_staff", "waiters_barmen_staff",
)  # fmt: skip

ACCOMPANIED_BY = (
    "children", "family", "group_of_people", "other_a", "other_b", "spouse_partner",
    "unaccompanied",
)  # fmt: skip

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

BUILDING_MEASURES = {
    "apartments": "apartment size",
    "basement_area": "basement area",
    "operation_year": "year of entry into use",
    "construction_year": "year of construction",
    "common_area": "common area",
    "elevators": "number of elevators",
    "entrances": "number of entrances",
    "floors_max": "highest floor",
    "floors_min": "lowest floor",
    "land_area": "land area",
    "living_apartments": "number of living apartments",
    "living_area": "living area",
    "non_living_apartments": "number of non-living apartments",
    "non_living_area": "non-living area",
}
BUILDING_STATISTICS = ("mean", "mode", "median")
DOCUMENTS = tuple(range(2, 22))

_BEFORE_DOCUMENTS: tuple[Column, ...] = (
    key("client_id", "The client's reference"),
    Column(
        name="default",
        kind=Kind.FLAG,
        meaning="The client had payment difficulties on this loan",
        use=Use.LABEL,
    ),
    category("contract", "Kind of loan asked for", ("cash", "revolving"), required=True),
    category("sex", "Sex, as declared", ("female", "male"), use=Use.AUDIT),
    flag("owns_car", "Owns a car"),
    flag("owns_home", "Owns a house or a flat"),
    count("children", "Number of children", use=Use.NEVER),
    amount("income", "Income, over the period of one repayment", required=True),
    amount("credit_amount", "Amount of the loan asked for", required=True),
    amount("annuity", "Periodic repayment of the loan asked for"),
    amount("goods_price", "Price of the goods that the loan is for"),
    category("accompanied_by", "Who came with the client", ACCOMPANIED_BY, use=Use.NEVER),
    category(
        "income_type",
        "Where the income comes from",
        (
            "businessman",
            "commercial_associate",
            "maternity_leave",
            "pensioner",
            "state_servant",
            "student",
            "unemployed",
            "working",
        ),
    ),
    category(
        "education",
        "Highest level of education",
        (
            "lower_secondary",
            "secondary",
            "incomplete_higher",
            "higher",
            "academic_degree",
        ),
    ),
    category(
        "marital_status",
        "Marital status",
        ("civil_marriage", "married", "separated", "single", "widow"),
        use=Use.NEVER,
    ),
    category(
        "housing",
        "How the client is housed",
        (
            "house_apartment",
            "rented_apartment",
            "municipal_apartment",
            "office_apartment",
            "co_op_apartment",
            "with_parents",
        ),
    ),
    share("region_population", "Population of the client's region, normalised"),
    days("age_days", "Age", required=True),
    days("employed_days", "Time in the present job"),
    days("registration_days", "Time since the registration of address last changed"),
    days("identity_document_days", "Time since the identity document was issued"),
    count("car_age", "Age of the client's car", unit="years"),
    flag("gave_mobile_phone", "Gave a mobile phone number", long_tail=True),
    flag("gave_employer_phone", "Gave the employer's phone number"),
    flag("gave_work_phone", "Gave a work phone number", long_tail=True),
    flag("mobile_reachable", "The mobile phone could be reached", long_tail=True),
    flag("gave_home_phone", "Gave a home phone number", long_tail=True),
    flag("gave_email", "Gave an e-mail address", long_tail=True),
    category("occupation", "Occupation", OCCUPATIONS),
    count("family_members", "Number of family members", use=Use.NEVER),
    count(
        "region_rating", "The lender's rating of the region, 1 best", unit="", minimum=1, maximum=3
    ),
    count(
        "city_rating",
        "The lender's rating of the region with the city, 1 best",
        unit="",
        minimum=-1,
        maximum=3,
    ),
    category("weekday", "Weekday of the application", WEEKDAYS, use=Use.NEVER, long_tail=True),
    count(
        "hour",
        "Hour of the application",
        unit="hours",
        maximum=23,
        use=Use.NEVER,
        long_tail=True,
    ),
    flag("contact_region_differs", "Contact address in another region than the registered one"),
    flag("work_region_differs", "Work address in another region than the registered one"),
    flag("contact_work_region_differ", "Contact and work addresses in different regions"),
    flag("contact_city_differs", "Contact address in another city than the registered one"),
    flag("work_city_differs", "Work address in another city than the registered one"),
    flag("contact_work_city_differ", "Contact and work addresses in different cities"),
    category("employer_type", "Type of organisation that employs the client", EMPLOYER_TYPES),
    share("external_score_1", "Score from external source 1, higher is better"),
    share("external_score_2", "Score from external source 2, higher is better"),
    share("external_score_3", "Score from external source 3, higher is better"),
)

_BUILDING: tuple[Column, ...] = (
    *(
        share(
            f"building_{measure}_{statistic}",
            f"Client's building: {meaning}, {statistic}, normalised",
            long_tail=True,
        )
        for statistic in BUILDING_STATISTICS
        for measure, meaning in BUILDING_MEASURES.items()
    ),
    category(
        "building_repair_fund",
        "Kind of fund for capital repairs",
        ("not_specified", "org_spec_account", "reg_oper_account", "reg_oper_spec_account"),
        long_tail=True,
    ),
    category(
        "building_type",
        "Kind of building",
        ("block_of_flats", "specific_housing", "terraced_house"),
        long_tail=True,
    ),
    share("building_total_area", "Client's building: total area, normalised", long_tail=True),
    category(
        "building_walls",
        "Material of the walls",
        ("block", "mixed", "monolithic", "others", "panel", "stone_brick", "wooden"),
        long_tail=True,
    ),
    flag("building_emergency", "The building is in a state of emergency", long_tail=True),
)

_AFTER_BUILDING: tuple[Column, ...] = (
    *(
        count(
            f"circle_{seen}_{late}",
            f"People around the client {text} days past due",
            use=Use.NEVER,
            long_tail=True,
        )
        for late in (30, 60)
        for seen, text in (
            ("observed", f"who could have been seen {late}"),
            ("defaulted", f"who were {late}"),
        )
    ),
    days("phone_change_days", "Time since the phone number last changed"),
    *(flag(f"document_{n}", f"Gave document {n}", long_tail=True) for n in DOCUMENTS),
    count("enquiries_hour", "Enquiries at the credit bureau in the hour before", long_tail=True),
    count("enquiries_day", "Enquiries in the day before, without the last hour", long_tail=True),
    count("enquiries_week", "Enquiries in the week before, without the last day", long_tail=True),
    count("enquiries_month", "Enquiries in the month before, without the last week"),
    count("enquiries_quarter", "Enquiries in the quarter before, without the last month"),
    count("enquiries_year", "Enquiries in the year before, without the last quarter"),
)

APPLICATION = Table(
    name="application",
    key="client_id",
    columns=(*_BEFORE_DOCUMENTS, *_BUILDING, *_AFTER_BUILDING),
)
