require ["date","fileinto","relational"];
# rule:[in]
if allof (currentdate :zone "+0000" :value "ge" "date" "2025-12-24", currentdate :zone "+0000" :value "le" "date" "2025-12-31")
{
	fileinto "Holidays";
}
