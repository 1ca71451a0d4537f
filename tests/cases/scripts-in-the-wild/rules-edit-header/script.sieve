require ["editheader"];
# rule:[add]
if true
{
	addheader "X-Sorted" "by rules";
}
# rule:[add once]
if not header :contains "X-Sorted" "twice"
{
	addheader :last "X-Sorted" "twice";
}
# rule:[delete]
if true
{
	deleteheader :index 1 :contains "X-Hop" ["b","a"];
}
# rule:[delete last]
if true
{
	deleteheader :index 1 :last :is :comparator "i;octet" "X-Hop" "c";
}
# rule:[delete all]
if true
{
	deleteheader "X-Gone";
}
