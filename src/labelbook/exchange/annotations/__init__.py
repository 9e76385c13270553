"""Files of JSON that say what images show: COCO's, Label Studio's; their boxes are left out."""
