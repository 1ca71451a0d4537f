require ["comparator-i;ascii-numeric","fileinto","relational"];
# rule:[hot]
if header :value "ge" :comparator "i;ascii-numeric" "X-Ripeness" "14"
{
	fileinto "Hot";
}
# rule:[crowd]
if address :count "gt" :comparator "i;ascii-numeric" ["to","cc"] "2"
{
	fileinto "Crowd";
}
