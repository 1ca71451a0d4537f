require ["comparator-i;ascii-numeric","date","fileinto","relational"];
# rule:[day]
if currentdate :zone "+0000" :is "weekday" ["4","5"]
{
	fileinto "Thursday";
}
# rule:[night]
if anyof (currentdate :zone "+0000" :value "lt" :comparator "i;ascii-numeric" "hour" "06", currentdate :zone "+0000" :is "weekday" "0")
{
	fileinto "Night";
}
