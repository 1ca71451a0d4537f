require ["include", "fileinto"];
fileinto "x";
include "gone";
