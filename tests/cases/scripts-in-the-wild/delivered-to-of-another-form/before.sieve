require ["editheader", "index", "variables"];
if header :index 2 :matches "Received" "from * by * for <*>; *" {
  deleteheader "Delivered-To";
  addheader "Delivered-To" "<${3}>";
}
