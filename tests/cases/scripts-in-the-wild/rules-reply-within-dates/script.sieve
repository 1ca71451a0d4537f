require ["date","relational","vacation","variables"];
set "subject" "";
if header :matches "subject" "*" {
	set "subject" "${1}";
}
# rule:[away]
if allof (currentdate :zone "+0000" :value "ge" "date" "2025-12-24", currentdate :zone "+0000" :value "le" "date" "2026-01-06")
{
	vacation :days 7 :addresses ["bob@home.example","robert@home.example"] :from "Bob B. <bob@home.example>" :subject "Away: ${subject}" text:
Dear reader,
I am away until the 6th.
..
.
;
}
