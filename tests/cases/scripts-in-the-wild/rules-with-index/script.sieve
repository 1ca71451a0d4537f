require ["fileinto","index"];
# rule:[last]
if header :index 1 :last :contains "X-Hop" "c"
{
	fileinto "Last";
}
# rule:[second]
if header :index 2 :is "X-Hop" "b"
{
	fileinto "Second";
}
# rule:[no]
if header :index 4 :contains "X-Hop" ""
{
	discard;
}
