package inspecttest

type place struct{ city, area, code string }

var places = []place{
	{"Montréal", "H2", "514"},
	{"Québec", "G1", "418"},
	{"Laval", "H7", "450"},
	{"Gatineau", "J8", "819"},
	{"Sherbrooke", "J1", "819"},
	{"Trois-Rivières", "G8", "819"},
	{"Rimouski", "G5", "418"},
	{"Longueuil", "J4", "450"},
	{"Saguenay", "G7", "418"},
	{"Rouyn-Noranda", "J9", "819"},
	{"Saint-Jérôme", "J7", "450"},
	{"Lévis", "G6", "418"},
	{"Pointe-Claire", "H9", "514"},
}

var streets = []string{
	"rue Principale", "boul. des Érables", "rue Saint-Hubert", "avenue du Parc", "chemin du Lac",
	"rue Notre-Dame Est, app. 4", "rang Saint-Joseph", "rue des Peupliers", "avenue Cartier, apt 12",
	"boulevard Lakeshore", "rue Sherbrooke Ouest", "rue de la Gare", "place des Lilas", "rue Wellington Nord",
}

var surnames = []string{
	"Tremblay", "Gagnon", "Roy", "Côté", "Bouchard", "Gauthier", "Morin", "Lavoie", "Fortin", "Gagné", "Ouellet",
	"Pelletier", "Bélanger", "Lévesque", "Bergeron", "Leblanc", "Paquette", "Girard", "Simard", "Boucher",
	"Caron", "Beaulieu", "Cloutier", "Dubé", "Poirier", "Fournier", "Lapointe", "Leclerc", "Lefebvre", "Poulin",
	"Thibault", "St-Pierre", "Nadeau", "Martin", "Landry", "Saint-Laurent", "Bédard", "Grenier", "Lessard",
	"Desjardins", "Nguyen", "Tran", "Haddad", "Benali", "Diallo", "Joseph", "Pierre-Louis", "Garcia", "Singh",
	"Cohen", "Smith", "MacDonald", "O'Connor", "Rossi", "Li", "Wu", "Awashish", "Kistabish", "Brown", "Campbell",
}

var women = []string{
	"Marie", "Sylvie", "Nathalie", "Émilie", "Chantal", "Josée", "Louise", "Diane", "Julie", "Annie", "Geneviève",
	"Catherine", "Camille", "Léa", "Rosalie", "Zoé", "Fatima", "Linh", "Amina", "Sarah", "Emma", "Margaret",
	"Élodie", "Marie-Ève", "Anne-Sophie", "Ghislaine", "Thérèse", "Pierrette",
}

var men = []string{
	"Jean", "Michel", "Pierre", "Luc", "Sylvain", "Mathieu", "Félix", "William", "Gabriel", "Olivier", "Alain",
	"Réjean", "Gaétan", "Yves", "Étienne", "Thomas", "Noah", "Liam", "Karim", "Minh", "Mamadou", "David", "Kevin",
	"Jean-François", "Marc-André", "Raymond", "Normand", "James",
}

var clinics = []string{
	"GMF des Rives", "Clinique médicale du Plateau", "GMF-U Laurier", "Clinique familiale des Pins",
	"Centre médical Beauharnois", "GMF Le Carrefour", "Coopérative de santé du Lac", "Clinique Santé-Soleil",
	"GMF-R de l'Estuaire", "Polyclinique Saint-Charles", "Groupe médical Mont-Bleu", "Lakeshore Family Clinic",
}

var hospitals = []string{
	"Hôpital Sainte-Marguerite", "Centre hospitalier des Laurentides-Sud", "Hôpital du Vieux-Moulin",
	"Hôpital régional de la Baie", "Centre hospitalier Notre-Dame-des-Champs", "Westbrook General Hospital",
	"Pavillon Saint-Luc-des-Monts", "Hôpital de la Rive-Est",
}

var pharmacies = []string{
	"Pharmacie Beaubien", "Pharmacie Gauthier et Lavoie inc.", "Pharmacie du Village", "Pharmacie Nguyen & ass.",
	"Pharmacie des Promenades", "Pharmacie Lapointe", "Pharmacie Saint-Roch",
}
