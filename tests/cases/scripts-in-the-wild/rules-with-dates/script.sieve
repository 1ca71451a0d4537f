require ["comparator-i;ascii-numeric","date","fileinto","relational"];
# rule:[late]
if allof (date :originalzone :value "ge" :comparator "i;ascii-numeric" "date" "hour" "23")
{
	fileinto "Late";
}
# rule:[midweek]
if date :originalzone :is "date" "weekday" "3"
{
	fileinto "Midweek";
}
# rule:[other zone]
if date :zone "+0100" :is "date" "date" "2025-12-31"
{
	discard;
}
