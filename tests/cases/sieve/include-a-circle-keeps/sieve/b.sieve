require "include";
if true { include "a"; }
